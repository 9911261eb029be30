import { each } from "../workers.mjs";

/** Everything that happens until the source has spoken its piece. */
const followed = (url, init, types = ["special"]) => new Promise((done) => {
  const source = new EventSource(url, init), seen = [source.readyState];
  const end = () => (source.close(), done([...seen, source.readyState]));
  source.onopen = (e) => seen.push(["open", e.type, source.readyState]);
  source.onmessage = (e) => seen.push([e.type, e.data, e.lastEventId, e instanceof MessageEvent]);
  for (const type of types) source.addEventListener(type, (e) => seen.push([e.type, e.data, e.lastEventId]));
  source.onerror = (e) => (seen.push(["error", e.type, e.message]), end());
  setTimeout(end, 200);
});

const stream = (text) => new ReadableStream({ start(c) {
  c.enqueue(new TextEncoder().encode(text));
  c.close();
} });

export const area = {
  name: "eventsource", title: "EventSource", order: 61,
  prelude: `const followed = ${followed}; const stream = ${stream};`,
  cases: {
    "from": async () => {
      const source = EventSource.from(stream("data: one\n\ndata: two\nid: 7\n\n")), seen = [];
      source.onmessage = (e) => seen.push([e.data, e.lastEventId]);
      return new Promise((done) => {
        source.onerror = () => done([seen, source.readyState]);
        setTimeout(() => done([seen, source.readyState, "no end"]), 200);
      });
    },
    ...each("from a text of", ["data: a\ndata: b\n\n", "data:a\r\n\r\ndata:b\r\rdata:c\n\n", ": remark\ndata: x\n\n", "event: special\ndata: y\n\n", "data\n\n", "data:\n\n", "id: 1\n\ndata: z\n\n", "data:  two spaces\n\n", "unknown: x\ndata: q\n\n", "data: no end",
      "\ufeffdata: mark\n\n", "event: special\n\ndata: r\n\n", "id: a\u0000b\ndata: s\n\n", "retry: 5\ndata: t\n\n", "data: ü☃\n\n"], async (_, text) => {
      const source = EventSource.from(stream(text)), seen = [];
      source.onmessage = (e) => seen.push([e.type, e.data, e.lastEventId]);
      source.addEventListener("special", (e) => seen.push([e.type, e.data]));
      return new Promise((done) => {
        source.onerror = () => done(seen);
        setTimeout(() => done([...seen, "no end"]), 100);
      });
    }),
    ...each("from what is no stream", [undefined, null, 5, "text", {}], ({ caught }, value) => caught(() => typeof EventSource.from(value))),
    "by its address": ({ origin }) => followed(`${origin}/events`),
    "a wrong type": ({ origin }) => followed(`${origin}/events?type=text/plain`),
    "a wrong status": ({ origin }) => followed(`${origin}/events?code=500`),
    "no content": ({ origin }) => followed(`${origin}/events?code=204`),
    ...each("an address of", ["nonsense", "", "ftp://a", undefined, null], ({ caught }, url) => caught(() => {
      const s = new EventSource(url);
      s.close();
      return s.url;
    })),
    "shapes": ({ caught }) => {
      const s = EventSource.from(new ReadableStream());
      const found = [s.url, s.withCredentials, s.readyState, s.onopen, s.onmessage, s.onerror, Object.prototype.toString.call(s), s instanceof EventTarget, EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED, EventSource.prototype.OPEN];
      s.close();
      return Promise.all([...found, s.readyState]);
    },
    ...each("options", [{ withCredentials: true }, { withCredentials: false }, null, 5, {}], ({ caught, origin }, init) => caught(() => {
      const s = new EventSource(`${origin}/events`, init);
      s.onerror = () => {};
      s.close();
      return s.withCredentials;
    })),
    "without new": ({ caught }) => caught(() => EventSource("http://a")),
    "close stops it": async ({ origin, wait }) => {
      const s = new EventSource(`${origin}/drip?type=text/event-stream&n=20`), seen = [];
      s.onerror = () => seen.push("error");
      await wait(40);
      s.close();
      await wait(40);
      return [seen, s.readyState];
    },
  },
};
