// The three requests that the platform itself is measured by.
const chunk = new Uint8Array(64 * 1024).fill(120);

const routes = {
  "/hello": () => new Response("Hello World!"),
  "/echo": async (request) => Response.json(await request.json()),
  "/stream": () => {
    let sent = 0;
    return new Response(new ReadableStream({
      pull(controller) {
        if (sent++ < 16) controller.enqueue(chunk.slice());
        else controller.close();
      },
    }));
  },
};

export default {
  fetch(request) {
    const route = routes[new URL(request.url).pathname];
    return route ? route(request) : new Response("not found", { status: 404 });
  },
};
