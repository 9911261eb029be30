// The server that the Workers of this lane fetch from: it tells what it was sent, and misbehaves when asked to.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

/** Belongs to the connection or to the runtime's own name for itself, not to what the Worker asked for. */
const unseen = new Set(["connection", "host", "x-forwarded-proto", "x-forwarded-for", "x-real-ip"]);

function tell(request, answer, url, body) {
  const headers = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (!unseen.has(request.rawHeaders[i].toLowerCase())) headers.push(`${request.rawHeaders[i].toLowerCase()}: ${request.rawHeaders[i + 1]}`);
  }
  const text = body.length > 2000 ? `${body.length} bytes ${createHash("sha256").update(body).digest("hex")}` : body.toString("latin1");
  answer.writeHead(200, { "content-type": "application/json" });
  answer.end(JSON.stringify({ method: request.method, target: request.url, headers: headers.sort(), body: text }));
}

const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, identity: (bytes) => bytes };

const routes = {
  "/tell": tell,
  "/host": (request, answer) => answer.end(String(request.headers.host !== undefined)),
  "/header": (request, answer, url) => answer.end(request.headers[url.searchParams.get("name")] ?? "none"),
  "/status": (_, answer, url) => {
    answer.writeHead(+url.searchParams.get("code"), url.searchParams.get("text") ?? undefined, { "x-path": url.pathname });
    answer.end(["204", "205", "304"].includes(url.searchParams.get("code")) ? undefined : "said");
  },
  "/to": (_, answer, url) => {
    answer.writeHead(+(url.searchParams.get("code") ?? 302), url.searchParams.has("where") ? { location: url.searchParams.get("where") } : {});
    answer.end("moved");
  },
  "/packed": (_, answer, url) => {
    const kind = url.searchParams.get("as");
    const bytes = packers[kind](Buffer.from("packed ".repeat(50)));
    answer.writeHead(200, { "content-encoding": url.searchParams.get("named") ?? kind, "content-type": "text/plain", "content-length": bytes.length });
    answer.end(url.searchParams.has("cut") ? bytes.subarray(0, 20) : bytes);
    if (url.searchParams.has("cut")) answer.destroy();
  },
  "/cookies": (_, answer) => {
    answer.writeHead(200, [["set-cookie", "a=1; Path=/"], ["set-cookie", "b=2"], ["x-many", "1"], ["x-many", "2"]].flat());
    answer.end("crumbs");
  },
  "/short": (_, answer) => {
    answer.writeHead(200, { "content-length": 100 });
    answer.write("only this");
    setTimeout(() => answer.destroy(), 30);
  },
  "/hangup": (request) => request.socket.destroy(),
  "/slow": (_, answer, url) => void setTimeout(() => answer.end("late"), +(url.searchParams.get("ms") ?? 300)),
  "/never": () => {},
  "/drip": (_, answer, url) => {
    let left = +(url.searchParams.get("n") ?? 5);
    answer.writeHead(200, { "content-type": url.searchParams.get("type") ?? "text/plain" });
    const timer = setInterval(() => (left-- > 0 ? answer.write(`drop ${left}\n`) : (clearInterval(timer), answer.end())), 15);
    answer.on("close", () => clearInterval(timer));
  },
  "/bytes": (_, answer, url) => answer.end(Buffer.alloc(+url.searchParams.get("n"), 97)),
  "/events": (_, answer, url) => {
    answer.writeHead(+(url.searchParams.get("code") ?? 200), { "content-type": url.searchParams.get("type") ?? "text/event-stream" });
    answer.end(url.searchParams.get("text") ?? "data: one\n\nid: 7\nevent: special\ndata: two\ndata: lines\n\n: remark\n\n");
  },
};

/** Counts of what was asked and cut off, so that a case can see an abort from the other end. */
const seen = new Map();

function counted(request, answer, url) {
  const key = url.searchParams.get("key");
  if (key === null) return;
  const count = seen.get(key) ?? { asked: 0, cut: 0 };
  seen.set(key, count);
  count.asked++;
  answer.on("close", () => answer.writableFinished || count.cut++);
}

async function handle(request, answer) {
  const url = new URL(request.url, "http://origin");
  if (url.pathname === "/seen") return answer.end(JSON.stringify(seen.get(url.searchParams.get("of")) ?? null));
  counted(request, answer, url);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const route = routes[url.pathname];
  if (!route) return answer.writeHead(404).end("nothing here");
  return route(request, answer, url, Buffer.concat(chunks));
}

/** Listens on a port of its own; `WebSocketServer` of ws answers the upgrades. */
export async function startOrigin(WebSocketServer) {
  const server = createServer((request, answer) => handle(request, answer).catch(() => answer.destroy()));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (names) => [...names].find((n) => n !== "refused") ?? false });
  server.on("upgrade", (request, socket, head) => {
    if (request.url.startsWith("/refuse")) return socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno");
    sockets.handleUpgrade(request, socket, head, (peer) => converse(peer, request));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { port: server.address().port, url: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) };
}

function converse(peer, request) {
  peer.on("error", () => {});
  if (request.url.startsWith("/greet")) peer.send("welcome");
  peer.on("message", (data, binary) => {
    const text = binary ? "" : data.toString();
    if (text.startsWith("close ")) return peer.close(+text.split(" ")[1], text.split(" ").slice(2).join(" "));
    if (text === "vanish") return peer.terminate();
    return text === "header" ? peer.send(request.headers["x-sent"] ?? "none") : peer.send(data, { binary });
  });
}
