// Parse 60 KB of JSON, filter and map it, write it again.
const text = JSON.stringify(Array.from({ length: 520 }, (_, i) => ({
  id: i, name: `name ${i}`, email: `person${i}@example.org`, active: i % 3 === 0, score: i * 1.5, tags: ["one", "two", `t${i % 7}`],
})));

export default {
  fetch() {
    const kept = JSON.parse(text).filter((p) => !p.active).map((p) => ({ ...p, score: p.score * 2 }));
    return new Response(JSON.stringify(kept), { headers: { "content-type": "application/json" } });
  },
};
