/** The control interface of the stand-in, as the page uses it. See docs/sandbox.md. */

async function call(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/control/${path}`, options);
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

const query = (fields) =>
  new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)).toString();

export const getState = () => call("GET", "state");
export const getView = ({ as, chatId, bot }) => call("GET", `view?${query({ as, chat_id: chatId, bot })}`);
export const getCalls = (since) => call("GET", `calls?${query({ since })}`);
export const addUser = (fields) => call("POST", "users", fields);
export const changeUser = (id, fields) => call("PATCH", `users/${id}`, fields);
export const setMember = (groupId, userId, status) =>
  call("POST", `groups/${groupId}/members`, { user_id: userId, status });
export const addFault = (fault) => call("POST", "faults", fault);
export const clearFaults = () => call("DELETE", "faults");
export const setClock = (fields) => call("POST", "clock", fields);
export const setLimits = (on) => call("POST", "limits", { on });

/** One act of a person. Rejects with the stand-in's own sentence when it says no. */
export const act = (fields) => call("POST", "act", fields);

/** Where the bytes of a file are. */
export const fileUrl = (fileId) => `/control/file?${query({ file_id: fileId })}`;

/** The stream of events after `since`. */
export const openStream = (since) => new EventSource(`/control/stream?${query({ since })}`);

/** A file's bytes as the control interface wants them. */
export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(""));
}
