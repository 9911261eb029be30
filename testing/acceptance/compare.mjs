// The same request to both sides, and everything a client could tell the answers apart by.
import { createRequire } from "node:module";
import { testing } from "../kit/paths.mjs";

/** Belongs to the connection or the server, not to the Worker's answer. */
const ignored = new Set(["date", "connection", "keep-alive", "transfer-encoding", "content-length", "cf-ray", "server", "alt-svc"]);

function headersOf(answer) {
  const list = [];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i].toLowerCase();
    if (!ignored.has(name)) list.push(`${name}: ${answer.rawHeaders[i + 1]}`);
  }
  return list.toSorted();
}

/** Gives a sentence about the first difference, or undefined. `hide` maps a body to what is comparable in it. */
export function difference(ours, theirs, { hide = (body) => body, body = true } = {}) {
  if (ours.status !== theirs.status) return `status ${ours.status}, workerd ${theirs.status}; ours says ${ours.text.slice(0, 200)}`;
  const [a, b] = [headersOf(ours), headersOf(theirs)];
  const extra = a.filter((h) => !b.includes(h)), missing = b.filter((h) => !a.includes(h));
  if (extra.length || missing.length) return `headers: ours ${JSON.stringify(extra)}, workerd ${JSON.stringify(missing)}`;
  const [mine, judged] = [hide(ours.text), hide(theirs.text)];
  if (body && mine !== judged) return `body ${mine.slice(0, 200)}, workerd ${judged.slice(0, 200)}`;
  return undefined;
}

/** What an echo conversation over a WebSocket looks like from the client. */
export async function conversation(port, host, path) {
  const WebSocket = createRequire(`${testing}package.json`)("ws");
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { host }, perMessageDeflate: false });
  const seen = [];
  return new Promise((done) => {
    const timer = setTimeout(() => (seen.push("no end in time"), socket.terminate(), done(seen)), 8000);
    const say = ["hello", "ünïcödé ✓", Buffer.from([0, 1, 254, 255]), "x".repeat(100000), Buffer.alloc(200000, 7), "close"];
    socket.on("open", () => (seen.push("open"), socket.send(say.shift())));
    socket.on("message", (data, binary) => {
      seen.push(binary ? `binary ${data.length} ${data.subarray(0, 4).toString("hex")}` : `text ${data.length} ${data.toString().slice(0, 20)}`);
      socket.send(say.shift());
    });
    socket.on("close", (code, reason) => (clearTimeout(timer), seen.push(`closed ${code} ${reason}`), done(seen)));
    socket.on("error", (e) => seen.push(`error ${e.message}`));
    socket.on("unexpected-response", (_, answer) => (clearTimeout(timer), seen.push(`status ${answer.statusCode}`), socket.terminate(), done(seen)));
  });
}
