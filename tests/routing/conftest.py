from hypothesis import settings

settings.register_profile("earshot", deadline=None)  # a busy machine is no failure
settings.load_profile("earshot")
