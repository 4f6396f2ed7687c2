import { App, DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, TerraformVariable, Token, Tokenization } from 'cdktf';
import fc from 'fast-check';
import { TokenResolver } from '../../stacks/resolve-tokens';

const stack = new TerraformStack(new App(), 'test');
const variable = new TerraformVariable(stack, 'size', { type: 'string' });

const byCdktf = (value: unknown): unknown =>
  Tokenization.resolve(value, { scope: stack, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false });

/** Words and the characters that mean something to Terraform, JSON or the encoding of tokens. */
const plainText = fc
  .array(fc.constantFrom('a', 'ü', ' ', '"', '\\', '\n', '{', '}', '$${x}', '%%{y}', '#{z}', 'TfToken', '[1]', '-1.5e+10', '😀'), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

const scalar = fc.oneof(
  plainText,
  fc.integer(),
  fc.double({ noNaN: true, min: -1e200 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);

const textToken = fc.oneof(
  fc.constant(variable.stringValue),
  plainText.map((text) => Token.asString(text)),
  plainText.map((text) => Lazy.stringValue({ produce: () => text })),
  fc.constant(Lazy.stringValue({ produce: () => `${variable.stringValue}-inner` })),
  fc.constant(Fn.join('-', ['a', variable.stringValue])),
);

const numberToken = fc.oneof(
  fc.constant(variable.numberValue),
  fc.integer().map((value) => Lazy.numberValue({ produce: () => value })),
);

const composedText = fc
  .array(fc.oneof(plainText, textToken, numberToken.map(String)), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));

const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    scalar,
    textToken,
    composedText,
    numberToken,
    fc.constant(Fn.upper(variable.stringValue)),
    scalar.map((value) => Lazy.anyValue({ produce: () => value })),
  ),
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'name', 'Ü', 'a b'), tie('tree'), { maxKeys: 4 }),
    fc.array(plainText, { maxLength: 3 }).map((list) => Token.asList(list)),
    fc.constant(Token.asList(variable.value)),
    fc.array(fc.integer(), { maxLength: 3 }).map((list) => Token.asNumberList(Lazy.anyValue({ produce: () => list }))),
    fc.dictionary(fc.constantFrom('x', 'y'), plainText).map((map) => Token.asStringMap(map)),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.integer()).map((map) => Token.asNumberMap(map)),
    fc.dictionary(fc.constantFrom('x', 'y'), plainText).map((map) => Token.asAnyMap(map)),
    tie('tree').map((inner) => Lazy.anyValue({ produce: () => inner })),
  ),
}));

describe('the resolution of tokens', () => {
  it('gives for every tree what the resolver of cdktf gives', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(new TokenResolver(stack).resolve(value)).toEqual(byCdktf(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same for a token in every place where it stands, with one resolver', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 2, maxLength: 5 }), (values) => {
        const resolver = new TokenResolver(stack);
        const doubled = [...values, ...values];
        expect(doubled.map((value) => resolver.resolve(value) ?? null)).toEqual(doubled.map((value) => byCdktf(value) ?? null));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what cdktf refuses: a list token as text, a function', () => {
    const [encoded = ''] = Token.asList(variable.value);
    for (const value of [encoded, [`${encoded}!`, 'x'], () => 'x']) {
      expect(() => byCdktf(value)).toThrow();
      expect(() => new TokenResolver(stack).resolve(value)).toThrow();
    }
  });

  it('leaves what it is given as it was', () => {
    const given = { list: [variable.stringValue, undefined, { a: 1 }], text: `x ${variable.stringValue}` };
    const copy = structuredClone(given);
    new TokenResolver(stack).resolve(given);
    expect(given).toEqual(copy);
  });
});
