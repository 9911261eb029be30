// Counting words and finding patterns in about 20 KB of text.
const words = ["edge", "cloth", "weaver", "loom", "thread", "shuttle", "Selvedge", "warp", "weft", "pattern"];
const text = Array.from({ length: 3000 }, (_, i) => words[(i * 7 + (i >> 3)) % words.length] + (i % 11 ? "" : ` mail${i}@example.org.`)).join(" ");

export default {
  fetch() {
    const counts = new Map();
    for (const word of text.toLowerCase().match(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const mails = text.match(/[\w.]+@[\w-]+\.\w+/g).length;
    const first = [...counts].sort((a, b) => b[1] - a[1])[0];
    return Response.json({ words: counts.size, mails, first });
  },
};
