// Listening to a Worker's tail over its WebSocket, as wrangler does.
import { createRequire } from "node:module";
import { testing } from "./paths.mjs";

export async function openTail(api, name) {
  const WebSocket = createRequire(`${testing}package.json`)("ws");
  const tail = await api.result("POST", api.scripts(`/${name}/tails`), { body: { filters: [] }, type: "text/plain;charset=UTF-8" });
  const socket = new WebSocket(tail.url, "trace-v1", { perMessageDeflate: false });
  const events = [];
  socket.on("message", (data) => events.push(JSON.parse(data.toString())));
  await new Promise((open, failed) => socket.once("open", open).once("error", failed));
  socket.on("error", () => {});
  socket.send(JSON.stringify({ debug: false }));
  return {
    events,
    async close() {
      socket.terminate();
      await api.call("DELETE", api.scripts(`/${name}/tails/${tail.id}`));
    },
  };
}
