// A small HTTP client that connects to 127.0.0.1 whatever the host is called, and hides nothing of the answer.
import { Agent, request } from "node:http";
import { connect } from "node:net";

export const keepAlive = new Agent({ keepAlive: true, maxSockets: 64 });

/** Resolves to { status, headers, rawHeaders, body (Buffer), text, json(), ms }; rejects on a broken connection. */
export function ask(port, { host, path = "/", method = "GET", headers = {}, body, agent = keepAlive, timeout = 60000 } = {}) {
  return new Promise((done, failed) => {
    const began = performance.now();
    const all = { ...(host ? { host } : {}), ...headers };
    if (body != null && !("content-length" in all) && !("transfer-encoding" in all)) all["content-length"] = Buffer.byteLength(body);
    const outgoing = request({ host: "127.0.0.1", port, path, method, headers: all, agent, timeout });
    outgoing.on("error", failed);
    outgoing.on("socket", (socket) => socket.listenerCount("error") < 3 && socket.on("error", () => {})); // an answer before the end of the body
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeout} ms`)));
    outgoing.on("response", (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", failed);
      answer.on("close", () => answer.complete || failed(new Error("the answer broke off")));
      answer.on("end", () => {
        const bytes = Buffer.concat(chunks);
        done({
          status: answer.statusCode, headers: answer.headers, rawHeaders: answer.rawHeaders, body: bytes,
          ms: performance.now() - began, text: bytes.toString(), json: () => JSON.parse(bytes.toString()),
        });
      });
    });
    outgoing.end(body);
  });
}

/** Writes bytes as they are and gives everything that came back: { text, closed, ms }. */
export function raw(port, parts, { wait = 3000, pause = 0 } = {}) {
  return new Promise((done) => {
    const began = performance.now();
    let text = "";
    const socket = connect(port, "127.0.0.1");
    const finish = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      done({ text, closed, ms: performance.now() - began });
    };
    const timer = setTimeout(() => finish(false), wait);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("close", () => finish(true));
    socket.on("error", () => finish(true));
    socket.on("connect", async () => {
      for (const part of [].concat(parts)) {
        if (socket.destroyed) return;
        socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part);
        if (pause) await new Promise((next) => setTimeout(next, pause));
      }
    });
  });
}
