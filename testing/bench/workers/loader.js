// workerd's own way to start a fresh Worker while it runs; the counterpart of a deployed Worker's first request.
const source = (i) => `const me = ${i}; export default { fetch() { return new Response("fresh " + me); } };`;

export default {
  fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return new Response("ready");
    const stub = env.LOADER.get(pathname, () => ({
      compatibilityDate: "2026-04-01", mainModule: "index.js", modules: { "index.js": source(JSON.stringify(pathname)) },
    }));
    return stub.getEntrypoint().fetch(request);
  },
};
