import { each } from "../workers.mjs";

const shape = (p) => [p.protocol, p.username, p.password, p.hostname, p.port, p.pathname, p.search, p.hash, p.hasRegExpGroups];
const groups = (result) => result && Object.fromEntries(["inputs", "protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"].map((n) => [n, result[n]]));

export const area = {
  name: "urlpattern", title: "URLPattern", order: 42,
  prelude: `const shape = ${shape}; const groups = ${groups};`,
  cases: {
    ...each("compiles", [
      [{ pathname: "/a/:b" }], [{ pathname: "/*" }], [{}], [], ["http://a/b/:c"], ["/x/:y", "http://a"], ["https://*.example.com/:path*"], [{ hostname: "{a.}?b.c" }], [{ pathname: "/:id(\\d+)" }],
      [{ pathname: "/(.*)" }], [{ protocol: "http{s}?" }], [{ search: "q=:q" }], [{ hash: "*" }], [{ pathname: "/a", baseURL: "http://h:8080/x?y#z" }], [{ port: "80", protocol: "http" }],
      [{ pathname: "/ü" }], [{ hostname: "MÜNCHEN.de" }], [{ username: "u", password: "p" }], ["data\\:foobar"], ["http://a/\\?b"], [{ pathname: "/{a}{b}?" }], [{ pathname: "x" }], [{ pathname: "/:a?/:b+/:c*" }],
    ], ({ caught }, ...args) => caught(() => shape(new URLPattern(...args)))),
    ...each("refuses", [
      [{ pathname: "/:a/:a" }], [{ pathname: "/(" }], [{ pathname: "/(?x)" }], [{ pathname: "/{a" }], ["/x"], ["/x", "nonsense"], [{ port: "x" }], [{ protocol: "ä" }], [{ hostname: "a b" }], [5], [null],
      [{ pathname: "/:" }], [{ pathname: "/([a-z]++)" }], [{}, "http://a"], ["http://[/"], [{ pathname: "/(é)" }],
    ], ({ caught }, ...args) => caught(() => shape(new URLPattern(...args)))),
    ...each("tests", [
      [{ pathname: "/a/:b" }, "http://h/a/c"], [{ pathname: "/a/:b" }, "http://h/a/c/d"], [{ pathname: "/a/*" }, "http://h/a/"], [{ pathname: "/a{/}?" }, "http://h/a"], [{ hostname: "*.b.c" }, "http://x.b.c/"],
      [{ hostname: "*.b.c" }, "http://b.c/"], [{ protocol: "http{s}?" }, "https://x/"], [{ search: "?a=1" }, "http://h/?a=1"], [{ search: "a=:v" }, "http://h/?a=1"], [{ port: "8080" }, "http://h:8080/"],
      [{ port: "" }, "http://h:80/"], [{ pathname: "/:n(\\d+)" }, "http://h/12"], [{ pathname: "/:n(\\d+)" }, "http://h/x"], [{ hash: "x" }, "http://h/#x"], [{ pathname: "/A" }, "http://h/a"],
      [{ pathname: "/a" }, "nonsense"], [{ pathname: "/%20" }, "http://h/ "], [{ pathname: "/:a?" }, "http://h/"], [{ pathname: "*.jpg" }, "http://h/x/y.jpg"], [{ pathname: "/ü" }, "http://h/%C3%BC"],
    ], ({ caught }, pattern, input) => caught(() => new URLPattern(pattern).test(input))),
    ...each("executes", [
      [{ pathname: "/a/:b/*" }, "http://h:1/a/x/y/z?q#f"], [{ hostname: ":sub.example.com" }, "http://www.example.com/"], [{ pathname: "/(\\d+)-(\\w+)" }, "http://h/12-ab"], [{ pathname: "/:a?" }, "http://h/"],
      [{ pathname: "/x" }, "http://h/y"], [{ search: "*" }, "http://h/?a=1"], [{ pathname: "/:path+" }, "http://h/a/b/c"], [{ pathname: "/:path*" }, "http://h/"],
    ], ({ caught }, pattern, input) => caught(() => groups(new URLPattern(pattern).exec(input)))),
    "with an object to test": () => [new URLPattern({ pathname: "/a/*" }).test({ pathname: "/a/b" }), new URLPattern({ pathname: "/a/*" }).test({ hostname: "x" }), new URLPattern({ pathname: "/a/*" }).test({ pathname: "b", baseURL: "http://h/a/" })],
    "with a base to test": ({ caught }) => Promise.all([caught(() => new URLPattern({ pathname: "/a/b" }).test("b", "http://h/a/")), caught(() => new URLPattern({ pathname: "/a/b" }).test({ pathname: "/a/b" }, "http://h/"))]),
    "with nothing to test": () => [new URLPattern({ pathname: "/" }).test(), new URLPattern().test(), new URLPattern({}).exec("http://a/b") !== null],
    "ignoreCase": () => [new URLPattern({ pathname: "/AbC" }, { ignoreCase: true }).test("http://h/aBc"), new URLPattern("http://h/AbC", { ignoreCase: true }).test("http://h/aBc"), new URLPattern("/AbC", "http://h", { ignoreCase: true }).test("http://h/abc")],
    "groups have no prototype, or have": () => {
      const g = new URLPattern({ pathname: "/:toString" }).exec("http://h/x").pathname.groups;
      return [g.toString, Object.keys(g), Object.getPrototypeOf(g) === null];
    },
    "every part of an answer": () => groups(new URLPattern("http{s}?://:user@:host/:p?:q#:h").exec("https://me@there/x?y#z")),
    "the order of names in an answer": () => Object.keys(new URLPattern({ pathname: "/" }).exec("http://h/")),
    "tag, keys, text": () => {
      const p = new URLPattern({ pathname: "/a" });
      return [Object.prototype.toString.call(p), Object.keys(p), `${p}`];
    },
    "without new": ({ caught }) => Promise.all([caught(() => URLPattern({}))]),
    "illegal this": ({ caught }) => Promise.all([caught(() => URLPattern.prototype.test.call({}, "x")), caught(() => Object.getOwnPropertyDescriptor(URLPattern.prototype, "pathname").get.call({}))]),
    "its properties cannot be set": ({ thrown }) => {
      const p = new URLPattern({ pathname: "/a" });
      return [thrown(() => {
        "use strict";
        p.pathname = "/b";
      }), p.pathname];
    },
    "a pattern of many groups": () => {
      const p = new URLPattern({ pathname: Array.from({ length: 40 }, (_, i) => `/:g${i}`).join("") });
      return Object.keys(p.exec(`http://h/${Array.from({ length: 40 }, (_, i) => i).join("/")}`).pathname.groups).length;
    },
    "a router's table": () => {
      const routes = ["/", "/users", "/users/:id", "/users/:id/posts/:post", "/files/*", "/:lang(en|de)/about"].map((pathname) => new URLPattern({ pathname }));
      return ["/", "/users", "/users/7", "/users/7/posts/8", "/files/a/b", "/de/about", "/fr/about"].map((path) => routes.findIndex((r) => r.test(`http://h${path}`)));
    },
  },
};
