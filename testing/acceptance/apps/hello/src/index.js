export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    return new Response(`Hello from ${pathname}`, { headers: { "x-method": request.method } });
  },
};
