// 17 KB of Markdown to HTML with marked.
import { marked } from "marked";

const part = (i) => `## Section ${i}

Some *emphasis*, some **strong** text, \`code ${i}\` and a [link](https://example.org/${i} "title"). Lorem ipsum dolor sit amet.

- first item
- second item with **bold**
  - nested item ${i}
1. one
2. two

> A quotation with _words_ in it.

\`\`\`js
const answer = ${i} * 2;
\`\`\`

| a | b |
|---|---|
| ${i} | ${i * i} |

`;
const text = Array.from({ length: 46 }, (_, i) => part(i)).join("");

export default {
  fetch() {
    return new Response(marked.parse(text), { headers: { "content-type": "text/html" } });
  },
};
