import { requirementIds, requirements } from '../../requirements';
import { unmet } from '../../runbooks/traceability';
import { forbiddenIn } from '../support/absent';
import { generatedDocumentation, pages } from './generated';
import { tagsIn } from './markdown-links';

describe('requirements', () => {
  it('are each met by something', () => {
    expect(requirements()).toHaveLength(418);
    expect(unmet(generatedDocumentation().evidence)).toEqual([]);
  });

  it('that runbooks cite exist', () => {
    const cited = [...pages().values()].flatMap(tagsIn);
    expect([...new Set(cited)].filter((id) => !requirementIds().has(id))).toEqual([]);
  });

  it('of the disposition runbook have a section in the runbook of their own product', () => {
    const missing = requirements()
      .filter(({ disposition }) => disposition === 'runbook')
      .filter(({ id, product }) => !tagsIn(pages().get(`runbooks/${product}.md`) ?? '').includes(id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('stand in the list once each', () => {
    const listed = [...(pages().get('traceability.md') ?? '').matchAll(/^\| <a id="[^"]+"><\/a>([A-Z]{2}-[A-Z]+-\d{2}) \|/gm)].map(
      ([, id]) => id,
    );
    expect(listed.sort()).toEqual([...requirementIds()].sort());
  });
});

describe('runbooks', () => {
  it.each([...pages().keys()].filter((path) => path.startsWith('runbooks/')))('%s repeats no mistake of its source', (path) => {
    expect(forbiddenIn(pages().get(path) ?? '')).toEqual([]);
  });
});
