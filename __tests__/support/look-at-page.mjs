/**
 * Runs in a page. Leaves as JSON in its title what is cut off at each of the `widths`, and marks the page: an id at everything that has a place,
 * and a link to each, since a PDF holds only the places that links lead to. The links are no part of the layout.
 */
const widths = JSON.parse(document.currentScript.dataset.widths);

function cutOffAt(width) {
  document.body.style.width = `${width}px`;
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    // What a block would let a reader scroll to is not on its paper.
    const edge = Math.min(node.parentElement.closest('pre, table')?.getBoundingClientRect().right ?? width, width);
    if ([...range.getClientRects()].some(({ right }) => right > edge + 1)) found.push(node.textContent);
  }
  document.body.style.width = '';
  return found;
}

const kinds = [
  ['heading', 'h1, h2, h3, h4, .heading'],
  ['head of a table', 'thead tr'],
  ['row', 'tr'],
  ['text', 'p, li, pre > span, td:last-child > i'],
];

function mark() {
  for (const cell of document.querySelectorAll('td:last-child')) cell.append(document.createElement('i'));
  const wholes = [...document.querySelectorAll('pre, tr, .whole')];
  const marks = [...document.querySelectorAll(kinds.map(([, selector]) => selector).join())].map((element, index) => {
    element.id ||= `mark-${index}`;
    const [kind] = kinds.find(([, selector]) => element.matches(selector));
    const within = wholes.flatMap((whole, number) => (whole.contains(element) ? [number] : []));
    return { id: element.id, kind, text: element.textContent.trim().slice(0, 60), within };
  });
  const links = document.createElement('div');
  links.style.cssText = 'position: absolute; top: 0; left: 0; font-size: 1px; line-height: 1px';
  links.innerHTML = marks.map(({ id }) => `<a href="#${id}">.</a>`).join(' ');
  document.body.append(links);
  return marks;
}

const cutOff = widths.map(cutOffAt);
document.title = JSON.stringify({ cutOff, marks: mark() });
document.currentScript.remove();
