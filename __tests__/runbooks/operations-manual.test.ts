import { pages } from './generated';

const page = pages().get('runbooks/operations-manual.md') ?? '';
const section = (title: string): string => page.split(/\n(?=#{2,4} )/).find((part) => part.startsWith(`### ${title}\n`)) ?? '';
const dashboard = (title: string, name: string): string => `[${title}](https://grafana.example.com/d/reference-production-${name})`;

describe('the runbook of the operations manual', () => {
  it('begins the morning and the outage at the one screen that shows all figures, and the evening at the backups', () => {
    expect(section('Morning check')).toContain(`On the dashboard ${dashboard('System status', 'status')}.`);
    expect(section('The system is down')).toContain(`1. Open the dashboard ${dashboard('System status', 'status')}.`);
    expect(section('Evening backup check')).toContain(`On the dashboard ${dashboard('Backups', 'backups')}.`);
  });

  it('promises of a warning what PagerDuty keeps: nobody but the first level is told of low urgency', () => {
    const kept = 'PagerDuty keeps them with the first level: whoever is told there calls the next one in its time.';
    expect(section('Escalation of warning alerts')).toContain(kept);
    expect(section('How people are reached')).toContain('PagerDuty moves no incident of low urgency on');
    expect(page).not.toMatch(/moves to the manager/);
  });

  it('gives a breach the class of its table', () => {
    expect(page).toContain('| P0 | immediate | at once | - | system down; data corrupt; breach | runbook |');
    expect(section('Security incident')).toContain('P0 here: a breach indicator pages at once as critical');
  });

  it('leads the cost review to the estimate', () => {
    expect(section('Cost review')).toContain('[Storage of copies](#storage-of-copies)');
    expect(section('Storage of copies')).toContain('about the list price of the provider');
  });
});
