/** Loaded before a program: time zones and languages that Node.js brings, another version others, are out of its reach. */
const refuse = (name) => () => {
  throw new Error(`${name}: depends on the version of Node.js`);
};
Object.defineProperty(globalThis, 'Intl', { get: refuse('Intl') });
for (const type of [Array, BigInt, Date, Number, String])
  for (const name of Object.getOwnPropertyNames(type.prototype).filter((each) => each.startsWith('toLocale') || each === 'localeCompare'))
    type.prototype[name] = refuse(`${type.name}.${name}`);
