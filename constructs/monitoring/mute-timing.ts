import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { MuteTiming as MuteTimingResource } from '../../.gen/providers/grafana/mute-timing';
import type { MaintenanceWindow } from '../../model/maintenance';
import type { ProductEnvironment } from '../../model/product-environment';
import { recordMeets } from '../coverage';
import { muteIntervals } from './maintenance-intervals';

export interface MuteTimingProps {
  readonly environment: ProductEnvironment;
  readonly window: MaintenanceWindow;
}

/** A maintenance window in Grafana: `<product>-<environment>-<window>`. It mutes nothing but the rules that name it. */
export class MuteTiming extends Construct {
  readonly name: string;
  /** Made before, and removed after, the rules that name it. */
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: MuteTimingProps) {
    super(scope, id);
    const { environment, window } = props;
    this.name = `${environment.id}-${window.name}`;
    const resource = new MuteTimingResource(this, 'mute-timing', {
      name: this.name,
      intervals: [...muteIntervals(window, environment.place)],
      lifecycle: { createBeforeDestroy: true },
    });
    this.resource = resource;
    recordMeets(resource, window.meets);
  }
}
