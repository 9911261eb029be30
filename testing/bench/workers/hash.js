// SHA-256 of 1 MB.
const data = new Uint8Array(1 << 20).map((_, i) => i);
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

export default {
  async fetch() {
    return new Response(hex(await crypto.subtle.digest("SHA-256", data)));
  },
};
