// Sorting 20,000 numbers with a comparison function.
export default {
  fetch() {
    let seed = 42;
    const numbers = Array.from({ length: 20000 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff));
    numbers.sort((a, b) => a - b);
    return new Response(String(numbers[10000]));
  },
};
