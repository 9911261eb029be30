// An application as people write them: many small features of one framework, each behind a route.
import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { bodyLimit } from "hono/body-limit";
import { upgradeWebSocket } from "hono/cloudflare-workers";
import { deleteCookie, getCookie, getSignedCookie, setCookie, setSignedCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { jwt, sign } from "hono/jwt";
import { secureHeaders } from "hono/secure-headers";
import { stream, streamSSE, streamText } from "hono/streaming";
import { validator } from "hono/validator";
import { files } from "./files";
import { Page } from "./page";

type Bindings = { GREETING: string; SETTINGS: { colour: string; sizes: number[] }; SECRET_WORD?: string; HELLO: Fetcher };

const app = new Hono<{ Bindings: Bindings; Variables: { began: string } }>();
const secret = "it is only a test";
const background: string[] = [];

app.use("*", async (c, next) => {
  c.set("began", c.req.method);
  await next();
  c.header("x-served", `${c.get("began")} ${c.req.path}`);
});

app.get("/", (c) => c.text("home"));
app.get("/json", (c) => c.json({ text: "ünïcödé ✓", list: [1, 2.5, null, true], nested: { deep: { deeper: "yes" } } }));
app.get("/users/:id{[0-9]+}", (c) => c.json({ id: Number(c.req.param("id")) }));
app.get("/users/:name/posts/:post", (c) => c.json(c.req.param()));
app.get("/search", (c) => c.json({ q: c.req.query("q"), all: c.req.queries("tag") ?? [], url: new URL(c.req.url).search }));
app.get("/wild/*", (c) => c.text(`wild ${c.req.path}`));
app.all("/method", (c) => c.text(c.req.method));
app.get("/headers", (c) => c.json({ agent: c.req.header("user-agent"), custom: c.req.header("x-custom"), accept: c.req.header("accept") }));

app.get("/stream", (c) => streamText(c, async (out) => {
  for (let i = 0; i < 5; i++) {
    await out.writeln(`line ${i}`);
    await out.sleep(5);
  }
}));
app.get("/stream/bytes", (c) => stream(c, async (out) => {
  c.header("content-type", "application/octet-stream");
  for (let i = 0; i < 40; i++) await out.write(new Uint8Array(10000).fill(i));
}));
app.get("/sse", (c) => streamSSE(c, async (out) => {
  for (let i = 0; i < 4; i++) {
    await out.writeSSE({ data: `tick ${i}`, event: "tick", id: String(i) });
    await out.sleep(5);
  }
}));

app.get("/cookie/set", (c) => {
  setCookie(c, "plain", "value one", { path: "/", httpOnly: true, maxAge: 60, sameSite: "Lax" });
  setCookie(c, "other", "zwei", { secure: true, prefix: "secure" });
  return c.text("set");
});
app.get("/cookie/get", (c) => c.json(getCookie(c)));
app.get("/cookie/delete", (c) => c.json({ was: deleteCookie(c, "plain") ?? null }));
app.get("/cookie/signed/set", async (c) => {
  await setSignedCookie(c, "signed", "trust me", secret, { path: "/" });
  return c.text("signed");
});
app.get("/cookie/signed/get", async (c) => c.json({ signed: await getSignedCookie(c, secret, "signed") }));

app.get("/token", async (c) => c.json({ token: await sign({ sub: "weaver", exp: 4102444800 }, secret, "HS256") }));
app.use("/private/*", jwt({ secret, alg: "HS256" }));
app.get("/private/me", (c) => c.json(c.get("jwtPayload")));
app.use("/basic/*", basicAuth({ username: "ann", password: "s3cret" }));
app.get("/basic/page", (c) => c.text("let in"));

app.use("/cors/*", cors({ origin: "https://example.org", allowMethods: ["GET", "PUT"], allowHeaders: ["x-custom"], maxAge: 600, credentials: true }));
app.get("/cors/data", (c) => c.json({ shared: true }));
app.use("/secure/*", secureHeaders());
app.get("/secure/page", (c) => c.text("secured"));
app.use("/etag/*", etag());
app.get("/etag/page", (c) => c.text("the same every time"));

app.route("/files", files);
app.post("/form", async (c) => c.json(await c.req.parseBody()));
app.post("/validated", validator("json", (value, c) => (typeof value.name === "string" ? value : c.json({ error: "name is missing" }, 422))), (c) => c.json({ hello: c.req.valid("json").name }));
app.use("/limited", bodyLimit({ maxSize: 1000, onError: (c) => c.text("too much", 413) }));
app.post("/limited", async (c) => c.text(`${(await c.req.text()).length}`));
app.post("/echo", async (c) => c.body(await c.req.arrayBuffer(), 200, { "content-type": c.req.header("content-type") ?? "" }));
app.post("/pipe", (c) => new Response(c.req.raw.body, { headers: { "x-piped": "yes" } }));

app.get("/ws", upgradeWebSocket(() => ({
  async onMessage(event, socket) {
    const { data } = event;
    if (data === "close") socket.close(4001, "as asked");
    else if (typeof data === "string") socket.send(`echo ${data}`);
    else socket.send(data instanceof Blob ? await data.arrayBuffer() : data);
  },
})));

app.get("/redirect", (c) => c.redirect("/json"));
app.get("/redirect/permanent", (c) => c.redirect("https://example.org/there?x=1", 301));
app.get("/error/known", () => {
  throw new HTTPException(418, { message: "a teapot" });
});
app.get("/error/unknown", () => {
  throw new TypeError("unforeseen");
});
app.get("/status/:code", (c) => new Response(null, { status: Number(c.req.param("code")) }));

app.get("/page", (c) => c.html(<Page title="Fabrics & co" items={["warp", "weft", "<selvedge>"]} />));
app.get("/binary", () => new Response(new Uint8Array(256).map((_, i) => i), { headers: { "content-type": "application/octet-stream" } }));
app.get("/large", (c) => c.text("0123456789abcdef".repeat(65536)));

app.get("/wait", (c) => {
  c.executionCtx.waitUntil((async () => {
    await new Promise((go) => setTimeout(go, 10));
    background.push(c.req.query("note") ?? "");
  })());
  return c.text("later");
});
app.get("/waited", (c) => c.json(background));
app.get("/env", (c) => c.json({ greeting: c.env.GREETING, settings: c.env.SETTINGS, secret: c.env.SECRET_WORD ?? null }));
app.get("/service/*", async (c) => {
  const answer = await c.env.HELLO.fetch(new Request(`http://inside${c.req.path}`, { method: "PUT", body: "x" }));
  return c.json({ status: answer.status, text: await answer.text(), method: answer.headers.get("x-method") });
});
app.get("/log", (c) => {
  console.log("a line", { with: ["an", "object"] });
  console.warn("a warning");
  return c.text("logged");
});

app.notFound((c) => c.json({ missing: c.req.path }, 404));
app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.json({ failed: error.name, message: error.message }, 500)));

export default {
  fetch: app.fetch,
  async scheduled(event: ScheduledController) {
    console.log(`cron ${event.cron} ran`);
  },
};
