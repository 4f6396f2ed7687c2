import type { RunbookText } from '../../model/runbook';
import { incidents } from './mobile-matrix-incidents';
import { maintenance, platform } from './mobile-matrix-maintenance';
import { drills, recovery } from './mobile-matrix-recovery';
import { capacity, routines } from './mobile-matrix-routines';
import { newTag, variable } from './variables';

/** What people wrote for the runbook of Mobile Matrix. */
export const mobileMatrixRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Operations Team' },
    { label: 'Review', value: 'quarterly (interval of the operations manual); the next one is due three months after the last' },
  ],
  sections: [...incidents(), ...recovery(), ...routines(), ...drills(), ...maintenance(), ...capacity(), ...platform()],
  variables: [
    newTag,
    variable('DATABASE', 'name of the stateful set of the database; `kubectl get statefulset -n mobile-matrix` lists them'),
    variable(
      'DATABASE_OWNER',
      'role that owns the database: `\\l mobile_matrix` in `psql` prints it; it must be allowed to make databases and their extensions, as the first user of a server is',
    ),
    variable('DATABASE_URL', 'production database by its direct address, from the secret store'),
    variable('REDIS_URL', 'Redis of production, from the secret store'),
    variable(
      'CONTAINER',
      'name of the container of the application; `kubectl get deployment mobile-matrix-app -n mobile-matrix -o wide` prints it',
    ),
    variable('IMAGE', 'image of the application with its tag or digest: the one that runs, or the one with the fix'),
    variable('PREVIOUS_TAG', 'tag of the image that ran before: noted before the update, else the second newest of `docker images`'),
    variable('REPLICAS', 'number of replicas before the stop, which `kubectl get deployment` printed in the step that stopped it'),
    variable('NODE', 'name of the node; `kubectl get nodes` lists them'),
    variable('MANIFESTS_FOLDER', 'folder of the manifests in what was unpacked of the copy'),
    variable('NEW_ADDRESS', 'address of the load balancer of the new cluster; `kubectl get ingress -n mobile-matrix` prints it'),
  ],
});
