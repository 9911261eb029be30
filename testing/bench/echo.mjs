// A client of WebSockets that costs little: `connections` sockets, one message of 32 bytes in flight on each, as frames written
// by hand. Prints { rps, p50, p99, broken } as JSON. A process of its own, so that it does not share a thread with what measures.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { quantile } from "../kit/table.mjs";

const [port, host, path, connections, seconds] = process.argv.slice(2);
const payload = Buffer.from("0123456789abcdef0123456789abcdef");
const mask = Buffer.from([1, 2, 3, 4]);
const frame = Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload.map((byte, i) => byte ^ mask[i % 4])]);
const answer = payload.length + 2;
const times = [];
let messages = 0, broken = 0, measuring = false;

function open() {
  const socket = connect({ port: +port, host: "127.0.0.1", noDelay: true });
  let upgraded = false, text = "", got = 0, sent = 0;
  const send = () => {
    sent = performance.now();
    socket.write(frame);
  };
  socket.on("error", () => broken++);
  socket.on("close", () => measuring && broken++);
  socket.on("connect", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`));
  socket.on("data", (bytes) => {
    if (!upgraded) {
      text += bytes.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      if (!text.startsWith("HTTP/1.1 101")) return void (broken++, socket.destroy());
      upgraded = true;
      return send();
    }
    got += bytes.length;
    if (got < answer) return;
    got -= answer;
    if (measuring) {
      messages++;
      if (messages % 16 === 0) times.push(performance.now() - sent);
    }
    send();
  });
  return socket;
}

const sockets = Array.from({ length: +connections }, open);
setTimeout(() => {
  measuring = true;
  const began = performance.now();
  process.send?.("begins");
  setTimeout(() => {
    measuring = false;
    const rps = (messages * 1000) / (performance.now() - began);
    process.stdout.write(JSON.stringify({ rps, requests: messages, p50: quantile(times, 0.5), p99: quantile(times, 0.99), broken }));
    for (const socket of sockets) socket.destroy();
  }, seconds * 1000);
}, 1000);
