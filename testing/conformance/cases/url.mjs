import { each } from "../workers.mjs";

const whole = (_, text, base) => {
  const u = new URL(text, base);
  return [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash];
};

export const area = {
  name: "url", title: "URL", order: 40,
  cases: {
    ...each("parses", [
      "http://example.com", "HTTP://EXAMPLE.com:80/a/../b/./c?x=1#y", "https://user:pa%20ss@host:8443/p?q#h", "https://example.com:443/",
      "http://ex%41mple.com/", "http://münchen.de/ä?ö=ü#ß", "http://xn--mnchen-3ya.de/", "http://faß.de/", "http://日本語。jp/", "http://☕.example/",
      "http://[::1]:8080/", "http://[2001:DB8:0:0:1:0:0:1]/", "http://[::ffff:1.2.3.4]/", "http://192.168.0.1.:80/", "http://0x7f.1/", "http://017700000001/",
      "http://256", "ftp://host:21/x", "ws://host:80/s", "wss://host:443/", "file:///C|/x/../y", "file://host/share", "file:c:\\foo\\bar",
      "mailto:a@b.c", "data:text/plain,hello world ", "javascript:alert(1)", "blob:https://a.b/uuid", "about:blank?x#y", "non-special://Host:80/a/../b",
      "urn:a:b", "http:\\\\host\\path", "  http://a b.c", "\thttp://ho\nst/pa\tth \r", "http://a/%zz%41?%zz#%zz", "http://a/ \"<>`{}|^?\"<>'`{}#\"<>`{}",
      "http://a//b///c", "http://a/..//../b", "http://a/%2e/%2E%2e/b", "http://u@@h/", "http://:p@h/", "http://u:@h/", "http://a?b?c#d#e", "http://a.b.c.d.e.f/",
      "http://exa_mple.com/", "http://a/\u{10ffff}\ud800", "http://1.2.3/", "http://09.1/", "foo://///", "web+demo:/.//not-a-host/", "http://a:00080/",
    ], whole),
    ...each("refuses", [
      "", "a", "//host", "/path", "http://", "http:", "http://a b/", "http://a<b/", "http://[::1", "http://[1::2::3]/", "http://a:99999/", "http://a:x/",
      "http://%/", "http://a%00b/", "http://xn--/", "http://1.2.3.256/", "http://0x100000000/", "http://user@/", "https://[::1%25eth0]/", "http://a^b/", "http://\u00ad/",
      "non-special://a b/", "file://a b/", "http://1.2.3.4.5/", "http://[]/", "ws://", "http://a\u0000b",
    ], ({ caught }, text) => caught(() => new URL(text).href)),
    ...each("resolves", [
      ["a", "http://h/x/y"], ["./a", "http://h/x/y"], ["../../a", "http://h/x/y"], ["/a", "http://h/x/y?q"], ["?q", "http://h/x/y?z#h"], ["#f", "http://h/x?q#h"],
      ["", "http://h/x?q#h"], ["//o/p", "https://h/x"], ["http:a", "http://h/x/y"], ["https:a", "http://h/x/y"], ["\\a\\b", "http://h/x"], ["..", "http://h"],
      ["x", "mailto:a"], ["#x", "mailto:a"], ["/c:/x", "file:///d:/y"], ["c|/x", "file:///d:/y"], ["//srv/x", "file:///y"], ["?x", "non:/a/b"], ["a:b", "http://h"],
      ["x", "nonsense"], [".%2e/x", "http://h/a/b/c"], ["/..//x", "non://h/a"], ["//", "non://h/a"], ["http://o", "nonsense"],
    ], ({ caught }, text, base) => caught(() => new URL(text, base).href)),
    ...each("sets", [
      ["href", "https://other/x"], ["href", "nonsense"], ["protocol", "https"], ["protocol", "ftp:rest"], ["protocol", "mailto"], ["protocol", "1x"], ["username", "a:b@c"],
      ["username", ""], ["password", "p w/"], ["host", "other:99"], ["host", "other:80"], ["host", ""], ["host", "a b"], ["host", "[::1]:5"], ["hostname", "x:99"],
      ["hostname", "EXAMPLE.org"], ["hostname", "1.2"], ["port", "8080abc"], ["port", ""], ["port", "80"], ["port", "99999"], ["port", "x"], ["pathname", "a b/../c?d#e"],
      ["pathname", ""], ["pathname", "\\x"], ["search", "?a=b#c"], ["search", ""], ["search", "a'b ü"], ["hash", "#x y"], ["hash", ""], ["hash", "a`b"], ["origin", "http://q"],
    ], ({ caught }, name, value) => caught(() => {
      const u = new URL("http://user:pass@host:8000/p/a?q=1#frag");
      const said = (() => {
        "use strict";
        try {
          u[name] = value;
          return "set";
        } catch (e) {
          return `${e.name}: ${e.message}`;
        }
      })();
      return [said, u.href];
    })),
    ...each("sets on a file or an opaque path", [
      ["file:///x", "host", "h"], ["file:///x", "port", "1"], ["file:///x", "username", "u"], ["file:///x", "protocol", "http"], ["mailto:a", "pathname", "b"],
      ["mailto:a", "host", "b"], ["mailto:a  ?q", "search", ""], ["data:x #h", "hash", ""], ["non://h/p", "host", "x y"], ["non:/p", "pathname", "//q"],
    ], (_, text, name, value) => {
      const u = new URL(text);
      u[name] = value;
      return u.href;
    }),
    "URL.canParse": () => [URL.canParse("http://a"), URL.canParse("a"), URL.canParse("a", "http://b"), URL.canParse("a", "b"), URL.canParse(undefined, "http://b")],
    "URL.canParse without an argument": ({ caught }) => caught(() => URL.canParse()),
    "URL.parse": () => [URL.parse("http://a")?.href, URL.parse("a"), URL.parse("a", "http://b/c/d")?.href, URL.parse("x", "y")],
    "URL without new": ({ caught }) => caught(() => URL("http://a")),
    "URL without an argument": ({ caught }) => caught(() => new URL()),
    "URL of another URL and of an object": () => [new URL(new URL("http://a/b")).href, new URL({ toString: () => "http://c" }).href],
    "URL of a symbol": ({ caught }) => caught(() => new URL(Symbol("x"))),
    "URL with null and undefined as a base": ({ caught }) => Promise.all([caught(() => new URL("http://a", undefined).href), caught(() => new URL("a", null).href)]),
    "URL as JSON, text and tag": () => [JSON.stringify({ u: new URL("http://a") }), `${new URL("http://a")}`, Object.prototype.toString.call(new URL("http://a"))],
    "URL has no own properties": () => [Object.keys(new URL("http://a")), Reflect.ownKeys(new URL("http://a")).length],
    "URL methods want a URL": ({ caught }) => caught(() => Object.getOwnPropertyDescriptor(URL.prototype, "href").get.call({})),
    "URL.createObjectURL": ({ caught }) => Promise.all([typeof URL.createObjectURL, typeof URL.revokeObjectURL, caught(() => URL.createObjectURL(new Blob([])).slice(0, 5))]),
    "searchParams is the same object and follows href": () => {
      const u = new URL("http://a?x=1"), p = u.searchParams;
      u.href = "http://b?y=2";
      return [p === u.searchParams, p.get("x"), p.get("y"), `${p}`];
    },
    "searchParams writes into the URL": () => {
      const u = new URL("http://a/?x=1&y=a%20b#h");
      u.searchParams.append("z", "ü &=+");
      u.searchParams.delete("x");
      return [u.href, u.search, [...u.searchParams]];
    },
    "searchParams, emptied, takes the question mark away": () => {
      const u = new URL("http://a/?x=1");
      u.searchParams.delete("x");
      return [u.href, u.search];
    },
    "searchParams follows search": () => {
      const u = new URL("http://a/?x=1"), p = u.searchParams;
      u.search = "?b=2&c";
      return [[...p], p.size];
    },
  },
};
