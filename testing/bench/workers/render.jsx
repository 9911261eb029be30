// Server rendering: a table of 300 rows through preact.
import { renderToString } from "preact-render-to-string";

const rows = Array.from({ length: 300 }, (_, i) => ({ id: i, name: `Item ${i} & more`, price: (i * 37) % 1000, tags: ["a", "b", "c"].slice(0, i % 4) }));

function Row({ row, even }) {
  return (
    <tr class={even ? "even" : "odd"} data-id={row.id}>
      <td>{row.id}</td>
      <td><a href={`/items/${row.id}`}>{row.name}</a></td>
      <td style={{ color: row.price > 500 ? "red" : "green" }}>{row.price.toFixed(2)}</td>
      <td>{row.tags.map((tag) => <span class="tag">{tag}</span>)}</td>
    </tr>
  );
}

const Page = ({ title }) => (
  <html>
    <head><title>{title}</title></head>
    <body><table>{rows.map((row, i) => <Row row={row} even={i % 2 === 0} />)}</table></body>
  </html>
);

export default {
  fetch() {
    return new Response(renderToString(<Page title="Items" />), { headers: { "content-type": "text/html" } });
  },
};
