// WebSockets from clients that break the rules.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { inline } from "../../kit/bundle.mjs";
import { equal, truth } from "../checks.mjs";

const echo = `export default { fetch(request) {
  if (request.headers.get("upgrade") !== "websocket") return new Response("no upgrade", { status: 426 });
  const [client, server] = Object.values(new WebSocketPair());
  server.accept();
  server.addEventListener("message", (event) => server.send(event.data));
  return new Response(null, { status: 101, webSocket: client });
} };`;

/** Opens a WebSocket by hand, sends the frames as they are and gives the close code that came back (0: none). */
function closeCode(node, host, frames, wait = 4000) {
  return new Promise((done) => {
    const socket = connect(node.http, "127.0.0.1");
    let bytes = Buffer.alloc(0), open = false;
    const finish = (value) => (clearTimeout(timer), socket.destroy(), done(value));
    const timer = setTimeout(() => finish("still open"), wait);
    const look = () => {
      if (!open) {
        const end = bytes.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!bytes.subarray(0, 12).toString().includes("101")) return finish(bytes.subarray(0, 40).toString());
        open = true;
        bytes = bytes.subarray(end + 4);
        for (const frame of frames) socket.write(frame);
      }
      if (bytes.length >= 4 && (bytes[0] & 0x0f) === 8) finish(bytes.readUInt16BE(2));
    };
    socket.on("data", (chunk) => ((bytes = Buffer.concat([bytes, chunk])), look()));
    socket.on("close", () => finish(0)).on("error", () => finish(0));
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`);
  });
}

const masked = (first, payload, length = payload.length) => {
  const head = length < 126 ? Buffer.from([first, 0x80 | length]) : Buffer.from([first, 0xff, 0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
};

export async function sockets(node, checks) {
  await node.api.deploy(inline("socket", echo));
  const host = `${node.host("socket")}:${node.http}`;
  const cases = {
    "an unmasked frame": [[Buffer.from([0x81, 2, 0x68, 0x69])], [1002, 0]],
    "a reserved bit": [[masked(0xc1, Buffer.from("hi"))], [1002, 0]],
    "an unknown opcode": [[masked(0x83, Buffer.from("hi"))], [1002, 0]],
    "text that is not UTF-8": [[masked(0x81, Buffer.from([0xff, 0xfe]))], [1007, 0]],
    "a fragmented ping": [[masked(0x09, Buffer.from("hi"))], [1002, 0]],
    "a continuation of nothing": [[masked(0x80, Buffer.from("hi"))], [1002, 0]],
    "a frame that claims 4 GB": [[masked(0x82, Buffer.alloc(10), 0xffffffff)], [1009, 1002, 0]],
    "a close with a wrong code": [[masked(0x88, Buffer.from([0x03, 0xed]))], [1002, 0]],
  };
  for (const [sentence, [frames, codes]] of Object.entries(cases)) {
    await checks.that(`WebSocket closed for ${sentence}`, async () => {
      const code = await closeCode(node, host, frames);
      truth(codes.includes(code), `${code}, expected ${codes}`);
    });
  }
  await checks.that("a WebSocket without a key is refused", async () => {
    const answer = await node.ask("socket", "/", { headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" }, agent: false }).catch((e) => ({ status: 0, text: e.message }));
    truth([400, 426].includes(answer.status), `${answer.status} ${answer.text.slice(0, 80)}`);
  });
  await checks.that("after all of them others are served", async () => equal((await node.ask("socket", "/", { agent: false })).status, 426));
}
