// A numeric loop: 64 × 48 points of the Mandelbrot set.
function depth(cr, ci) {
  let r = 0, i = 0, n = 0;
  while (n < 100 && r * r + i * i < 4) {
    [r, i] = [r * r - i * i + cr, 2 * r * i + ci];
    n++;
  }
  return n;
}

export default {
  fetch() {
    let sum = 0;
    for (let y = 0; y < 48; y++) for (let x = 0; x < 64; x++) sum += depth((x / 64) * 3 - 2, (y / 48) * 2 - 1);
    return new Response(String(sum));
  },
};
