// The requests that the platform itself is measured by.
const chunk = new Uint8Array(64 * 1024).fill(120);
const text = Uint8Array.from({ length: 1 << 20 }, (_, i) => 97 + ((i * i) >> 7) % 23);

function repeated(times) {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent++ < times) controller.enqueue(chunk.slice());
      else controller.close();
    },
  });
}

function urls() {
  let length = 0;
  for (let i = 0; i < 200; i++) {
    const url = new URL(`https://user${i}.example.com:8443/a/b/../c/${i}?q=${i}&r=two%20words#frag`);
    url.searchParams.set("n", i);
    length += url.href.length + url.hostname.length + new URL("../d", url).pathname.length;
  }
  return new Response(String(length));
}

const routes = {
  "/hello": () => new Response("Hello World!"),
  "/echo": async (request) => Response.json(await request.json()),
  "/stream": () => new Response(repeated(16)),
  "/proxy": (_, env) => fetch(env.ORIGIN),
  "/proxy100mb": (_, env) => fetch(`${env.ORIGIN}100mb`),
  "/transform10mb": () => new Response(repeated(160).pipeThrough(new TransformStream({ transform: (part, controller) => controller.enqueue(part) }))),
  "/formdata": async (request) => {
    const form = await request.formData();
    return new Response(`${[...form.keys()].length} ${form.get("field3")} ${(await form.get("file").text()).length}`);
  },
  "/url": urls,
  "/gzip1mb": () => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))),
};

export default {
  fetch(request, env) {
    const route = routes[new URL(request.url).pathname];
    return route ? route(request, env) : new Response("not found", { status: 404 });
  },
};
