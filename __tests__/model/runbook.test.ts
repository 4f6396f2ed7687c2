import { sectionKinds } from '../../model/runbook';

describe('the sections of a runbook', () => {
  it('come in the order in which they are needed: what to do at night first, contracts last', () => {
    expect(sectionKinds).toEqual([
      'incident',
      'procedure',
      'recovery',
      'routine',
      'verification',
      'maintenance',
      'capacity',
      'compliance',
      'vendor',
    ]);
  });
});
