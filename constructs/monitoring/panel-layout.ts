import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard';
import { type DashboardRow, isSignal, type Panel } from '../../model/dashboard';

/** Columns of Grafana's grid. */
const columns = 24;

const sizes: Readonly<
  Record<'timeseries' | 'stat' | 'table' | 'bargauge' | 'text' | 'alert-list', { readonly w: number; readonly h: number }>
> = {
  timeseries: { w: 12, h: 8 },
  stat: { w: 6, h: 4 },
  bargauge: { w: 12, h: 8 },
  table: { w: 24, h: 8 },
  text: { w: 24, h: 4 },
  'alert-list': { w: 24, h: 8 },
};

/** Where the panels of a row stand, and where its title does. */
export interface RowLayout {
  readonly title: GridPos;
  readonly panels: readonly GridPos[];
}

/** Places panels from left to right in the order of the declaration; a panel that does not fit begins a new line. */
export function layoutRows(rows: readonly DashboardRow[]): readonly RowLayout[] {
  let y = 0;
  return rows.map((row) => {
    const title = { x: 0, y, w: columns, h: 1 };
    const panels = layoutPanels(row.panels, y + title.h);
    y = Math.max(y + title.h, ...panels.map((panel) => panel.y + panel.h));
    return { title, panels };
  });
}

function layoutPanels(panels: readonly Panel[], top: number): readonly GridPos[] {
  let x = 0;
  let y = top;
  let lineHeight = 0;
  return panels.map((panel) => {
    const { w, h } = sizes[isSignal(panel) ? panel.panel : panel.kind];
    if (x + w > columns) {
      x = 0;
      y += lineHeight;
      lineHeight = 0;
    }
    const place = { x, y, w, h };
    x += w;
    lineHeight = Math.max(lineHeight, h);
    return place;
  });
}
