// A local origin for the proxy routes, a process of its own: it answers from memory, so that it costs little beside what is measured.
import { createServer } from "node:net";

const small = Buffer.from("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 12\r\n\r\nHello World!");
const size = 100 << 20;
const head = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: ${size}\r\n\r\n`);
const block = Buffer.alloc(1 << 18, 120);

function large(socket) {
  let left = size;
  socket.write(head);
  const more = () => {
    while (left > 0) {
      left -= block.length;
      if (!socket.write(block) && left > 0) return socket.once("drain", more);
    }
    return undefined;
  };
  more();
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      const path = text.slice(4, text.indexOf(" ", 4));
      text = text.slice(end + 4);
      if (path === "/100mb") large(socket);
      else socket.write(small);
    }
  });
});
server.listen(+process.argv[2], "127.0.0.1");
