const Item = ({ text }: { text: string }) => <li class="item">{text}</li>;

export const Page = ({ title, items }: { title: string; items: string[] }) => (
  <html lang="en">
    <head><title>{title}</title></head>
    <body>
      <ul style={{ color: "green" }}>{items.map((text) => <Item text={text} />)}</ul>
      <input disabled value='"quoted"' />
    </body>
  </html>
);
