// Finds the figures that a declaration states, and another sensible value for each.
import { parseSync } from '@swc/core';

/** Rules for string literals that are figures as a whole, by kind. */
const wholeTexts = [
  {
    kind: 'time of day',
    pattern: /^([01]\d|2[0-3]):([0-5]\d)$/,
    change: ([, hour, minute], pick) =>
      pick([`${String((Number(hour) + 1) % 24).padStart(2, '0')}:${minute}`, `${hour}:${minute < '30' ? '30' : '00'}`]),
  },
  {
    kind: 'schedule',
    pattern: /^[\d,*/-]+( [\d,*/-]+){4}$/,
    change: ([text]) => text.replace(/\d+/, (minute) => String((Number(minute) + 5) % 60)),
  },
  { kind: 'day of the week', pattern: /^(sun|mon|tues|wednes|thurs|fri|satur)day$/, change: ([day]) => nextDay(day) },
  { kind: 'time zone', pattern: /^[A-Z]\w+\/[A-Z]\w+$/, change: ([zone]) => (zone === 'Asia/Tokyo' ? 'Asia/Kathmandu' : 'Asia/Tokyo') },
  {
    kind: 'region',
    pattern: /^[a-z]+(-[a-z]+)+-?\d$/,
    change: ([region]) => region.replace(/\d$/, (digit) => String((Number(digit) % 3) + 1)),
  },
];

const week = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const nextDay = (day) => week[(week.indexOf(day) + 1) % 7];

/** A number and its unit, or a time of day, inside words that people read. */
const inWords =
  /(?<![\w./:#-])(\d+)(?=(?:-\d+)? ?(?:min|h|d|s|%|GB|MB|seconds?|minutes?|hours?|days?|weeks?|months?)\b|(?:-\d+)? %)|\b([01]\d|2[0-3])(?=:[0-5]\d\b)/g;

/**
 * Every declared figure of a TypeScript source: where it stands in it, of which kind it is and what to say instead.
 * `pick` chooses one of several changes.
 */
export function figuresIn(source, pick) {
  // swc counts bytes over all files that it has parsed; an empty statement in front tells where this one begins.
  const module = parseSync(`;${source}`, { syntax: 'typescript' });
  const bytes = Buffer.from(source);
  const begin = module.body[0].span.start + 1;
  const figures = [];
  const add = (kind, { span }, replacement) => {
    const [start, end] = [span.start - begin, span.end - begin];
    const line = bytes.subarray(0, start).toString().split('\n').length;
    const column = start - bytes.lastIndexOf('\n', start - 1);
    figures.push({ kind, start, end, line, column, text: bytes.subarray(start, end).toString(), replacement });
  };

  const visit = (node, callee) => {
    if (Array.isArray(node)) for (const entry of node) visit(entry, callee);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    switch (node.type) {
      case 'ImportDeclaration':
      case 'TsTypeAnnotation':
      case 'TsTypeParameterInstantiation':
      case 'TsInterfaceDeclaration':
      case 'TsTypeAliasDeclaration':
        return;
      case 'NumericLiteral':
        return add(
          callee === 'percent' ? 'percentage' : callee?.startsWith('Duration.') ? 'duration' : 'number',
          node,
          number(node.value, callee, pick),
        );
      case 'Identifier':
        return node.value === 'UTC' ? add('time zone', node, `'Asia/Tokyo'`) : undefined;
      case 'MemberExpression':
        if (called(node) === 'Duration.zero') return add('duration', node, 'Duration.minutes(5)');
        break;
      case 'StringLiteral':
        return text(node);
      case 'TemplateElement':
        return words(node, node.span);
      case 'CallExpression':
        visit(node.callee, undefined);
        return visit(node.arguments, called(node.callee));
      case 'KeyValueProperty':
        return visit(node.value, undefined);
    }
    for (const [key, inner] of Object.entries(node)) if (key !== 'span') visit(inner, callee);
  };

  const text = (node) => {
    for (const { kind, pattern, change } of wholeTexts) {
      const match = pattern.exec(node.value);
      if (match !== null) return add(kind, node, `'${change(match, pick)}'`);
    }
    words(node);
  };

  const words = ({ span }) => {
    const written = bytes.subarray(span.start - begin, span.end - begin).toString();
    for (const match of written.matchAll(inWords)) {
      const start = span.start + Buffer.byteLength(written.slice(0, match.index));
      const replacement =
        match[1] === undefined ? String((Number(match[2]) + 1) % 24).padStart(2, '0') : number(Number(match[1]), undefined, pick);
      add('words', { span: { start, end: start + match[0].length } }, replacement);
    }
  };

  visit(module.body.slice(1), undefined);
  return figures.sort((a, b) => a.start - b.start);
}

/** `percent` or `Duration.minutes`, where that is what is called. */
function called(callee) {
  if (callee.type === 'Identifier') return callee.value;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  return `${callee.object.value}.${callee.property.value}`;
}

function number(value, callee, pick) {
  const most = callee === 'percent' ? 100 : Number.POSITIVE_INFINITY;
  // A share between a half and one is a share of what goes well: twice as much goes wrong.
  const candidates = Number.isInteger(value)
    ? [value + 1, 2 * value]
    : value > 0.5 && value < 1
      ? [1 - 2 * (1 - value)]
      : [2 * value, value / 2];
  const possible = candidates.filter((candidate) => candidate !== value && candidate <= most);
  return String(possible.length === 0 ? value - 1 : Number(pick(possible).toPrecision(12)));
}

/** The source with one of its figures changed. */
export function withChange(source, { start, end, replacement }) {
  const bytes = Buffer.from(source);
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement), bytes.subarray(end)]).toString();
}
