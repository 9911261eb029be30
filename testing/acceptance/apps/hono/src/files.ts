import { Hono } from "hono";

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");

/** Uploads: what arrived, by name, size and digest. */
export const files = new Hono();

files.post("/upload", async (c) => {
  const form = await c.req.formData();
  const entries = await Promise.all([...form.entries()].map(async ([name, value]) => {
    if (typeof value === "string") return { name, text: value };
    const bytes = await value.arrayBuffer();
    return { name, file: value.name, type: value.type, size: bytes.byteLength, sha256: hex(await crypto.subtle.digest("SHA-256", bytes)) };
  }));
  return c.json(entries);
});

files.post("/digest", async (c) => {
  const bytes = await c.req.arrayBuffer();
  return c.json({ size: bytes.byteLength, sha256: hex(await crypto.subtle.digest("SHA-256", bytes)) });
});

files.get("/form", () => {
  const form = new FormData();
  form.set("field", "välue");
  form.set("file", new File(["contents"], "a file.txt", { type: "text/plain" }));
  return new Response(form).formData().then((copy) => Response.json({ field: copy.get("field"), file: (copy.get("file") as File).name }));
});
