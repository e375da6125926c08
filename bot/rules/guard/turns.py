"""The turns of speech themselves, in the words of the lists: {give} is any of `signs.give`, {thing} any contact too.

`~4` are up to four characters of the same sentence, a space is a gap or none, {tail} where a clause can end, and a
group called `name` must hold what can be somebody's name. The rest is a pattern as Python has them.
"""

FRAMES = (
    # asked for, or offered
    r"{your} {kind}? {thing} ~4 {hand}",
    r"(?:{my}|{your}|把|个) {kind}? {number} ~4 {hand}",
    r"(?<![打接回来]){thing} ~3 {hand} {tail}",
    r"{give} (?:{your}|{any}|那个)? {kind}? {thing} {tail}",
    r"{give} ~3 {your} ~2 {number} {tail}",
    r"{pass} {any}? {bare} {tail}",
    r"{your} ~6 {number} (?:是|shi)? {which} {tail}",
    r"{your} ~3 {thing} (?:{number})? (?:是|shi)? {which}",
    r"{thing} {too}? {got} {tail}",
    r"{want} {my} (?:{thing}|{number}|{own}) ?(?:吗|不|嘛|么|[?]|so|to|if)",
    r"(?:要不要|{want}) {own} ?(?:吗|不|嘛|么|[?])",
    r"[给发留甩换来]我?[个下] ?{number} {tail}",
    r"{other} ~4 {thing}",
    r"{how} ~18 {find} {tail}",
    r"{what} ~3 (?:{your}|the) {kind}? (?:{thing}|{number}) {tail}",
    r"(?:{give}|{what}|{having}) (?:(?!he |she )[a-z]{2,12} )?[a-z]{2,12}'?s (?:{thing}|{number}) {tail}",
    r"{what} ?number ~8 {call}",
    r"{call} ~6 {what} ~3 (?:number|digits)",
    # where it stands
    r"(?:{thing}|{number}) ~8 {in} ~5 {place}",
    r"(?:{my}|{your}) ~3 (?:{thing}|{number}|it) ~10 {in} (?:my|the|a|this|your|ur|我的?|你的?|这|那)? ~6 {place}",
    r"(?:{my}|{look}) ~6 {place} ~8 (?:{has}|{look}) ~4 (?:{own}|{my}? ~2 (?:{thing}|{number}|@|link|链接))",
    r"{inside} {has} {my}? (?:{thing}|{own}) {tail}",
    r"{place} ~5 {said} ~3 (?:{thing}|{number})",
    r"{look} {my} {place} ~8 (?:{look}|there|in there|写着)",
    r"(?:it|its|it's|that's|link|链接) ~4 {in} {my} {place}",
    # made of something, in pieces, or so that nobody sees
    r"{joined} ~6 (?:{own}|{dial}|{my} {thing}|{thing})",
    r"(?:{my}|{colon}) ~4 {thing} ~14 {made}",
    r"{own} ~12 {made}",
    r"{my} {thing} ~6 [「『《\"'] ~20 {made}",
    r"号码是 ~12 (?:{piece}|{made})",
    r"{thing} (?:是|就是|=|:|is|'s) ~8 {made}",
    r"{made} ~40 (?:it's|its|that's|thats|就是) {own}",
    r"{made} ~12 (?:on|就是|是) {my}? {thing}",
    r"{piece} [^\d\n]{0,8} \d{3,}(?! ?[字元块页分条题]) ~12 (?:{later}|{piece})",
    r"(?:{later}|{piece}) ~10 {piece} [^\d\n]{0,5} \d{3,}",
    r"{later} ~8 \d{3,} ~4 {later}",
    r"(?:{thing}|{number}) ~12 {hidden}",
    r"{hidden} ~6 (?:{your}|{my}) ~2 (?:{thing}|{number})",
    # told before, and told again
    r"(?:{thing}|{number}) ~4 {before} ~3 {told}",
    r"{your} ~2 {told} ~4 (?:{thing}|{number}|号) ~6 {wrong}",
    r"(?:{thing}|{number}|号) ~8 {again}",
    r"{detail} ~16 {again}",
    r"{wrong} ~30 {detail}",
    r"(?:{give}|send|type) (?:{your}|the) (?:{thing}|{number}) again",
    r"{missed} ~4 (?:on|in|at) (?:the )?{thing}",
    r"{thing} ~3 {missed}",
    # elsewhere, or in the flesh
    r"{go} ~2 {elsewhere} ~6 {chat} {tail}",
    r"{go} {thing} (?:上|里|那边|那里)? {calmly}? {chat} {tail}",
    r"{go} {chat} {go} {thing}",
    r"{request}",
    r"{dating} ~30 {swipe}",
    r"{swipe} ~30 {dating}",
    r"(?:{platform}|我|我在|find me on) ~3 {thing} ~4 [\"「『《'] ?[\w]",
    r"{thing} (?:是|:|就是|is) ?(?P<name>[a-z][a-z0-9_.]{4,})",
    r"{place} (?:里|上|中)? {has} (?:{own}|{my} (?:{thing}|{number}|@))",
    r"(?:{own}|二维码) ~4 (?:发你|发给你|给你)",
    r"(?:发你|发给你|给你看) ~6 (?:二维码|名片)",
    r"{live} ~6 \d+ [a-z ]{3,20} {house}",
    r"^ {your} ?(?:{thing}|{number}) (?:呢|吗)?[^\w\n]{0,4}$",
    r"{group}",
    r"{direct}",
    r"{quoted} ~6 [\"「『《'] ?[\w]",
    r"{platform} ~3 {quoted} ?[\"「『《'] ?[\w]",
    r"[」\"'』》] (?:on|in) (?:the )?{thing}",
    r"{befriend} {tail}",
    r"{meet} {tail}",
    r"{together} ~8 {inperson}",
    r"{seek} ~3 [\"「『《'] ~24 {isme}",
    r"{seek} (?![\"「『《'“])~20 {isme}(?! ?[吗不没])",
    r"{when} ~3 {thing} (?:上|里|那边)? ~3 {cta} {tail}",
    r"{thing} (?:上|里)? {cta} {tail}",
    r"{cta} ~2 {my}? {thing} {tail}",
    r"{my} ~2 {thing} (?:上|里)? {faster}",
    r"{faster} ~6 {thing} (?![a-z ]{2,})",
    r"{thing} ~2 (?:我)?{admit} {tail}",
    r"加你 ~6 {admit} {tail}",
    r"{save} ~4 (?:{own}|{my} (?:{thing}|{number}))",
    r"(?:{own}|{my} (?:{thing}|{number})) ~4 {save}",
    r"{recommend} ~8 {thing} {tail}",
    r"{thing} {recommend}",
    r"(?:加|留|换|存|{thing}) ~6 {safe}",
    r"{safe} ~4 (?:加|留|换|存|{thing})",
    r"(?:{my}|you) ~12 (?:name|昵称|网名|头像|用户名) ~12 (?:is|就是|是) {own}",
    r"{my} {thing} ~6 (?:和|跟|is the same as) ~3 (?:{thing}|这里|here) (?:一样|同名)?",
    r"(?:一样|同名|same name|same user|same handle) ~8 (?:搜到|找到我|能找到|find me|搜得到)",
    r"(?:on|in) {thing} (?:i'?m|i am|my name is|i go by|my name's) (?P<name>[a-z][a-z0-9_.]{3,})",
    r"{thing} (?:name|username|handle|user|profile|account) (?:is|:) (?P<name>[a-z][a-z0-9_.]{3,})",
    r"(?<!约好)(?<!约好了){day} ~8 {spot} 见 {tail}",
    # where somebody lives
    r"{home} ~12 {bring}",
    r"{address} ~6 {hand}",
    r"(?:{give}|{what}) ~8 {address}",
    r"{post} ~14 (?:{address}|{number}|{thing}|地址)",
    r"{live} ~14 (?:\d+|[一二三四五六七八九十]+) ?{house} ~14 {come}",
    r"{come} ~12 \d+ [a-z ]{3,20} {house}",
)
GOES_ON = (
    "and or so to pls plz please i if for when before babe now later again too bro hun then instead on we u you it my "
    "at is lol sometime somewhere"
)
TAIL = (
    r"(?=[^\w]|$|[吧呗吗嘛啊呀哈呢哦啦么行好可]|我(?![妈爸的们])|不(?![知会敢想]))"
    rf"(?! (?!(?:{'|'.join(GOES_ON.split())})(?![a-z]))[a-z])"
)
"""Where a clause can end: behind it no other word makes something else of the last one."""
