import { lines } from './text';

/** The deployment of the application and its namespace, as kubectl takes them. */
export const app = 'deployment/mobile-matrix-app -n mobile-matrix';

/** The health check that users depend on. */
export const healthCheck = 'curl --fail --silent --show-error "https://{domain}/api/health"';

/** A restart that is watched until all pods of the new set are ready. */
export const restartApp = lines(`kubectl rollout restart ${app}`, `kubectl rollout status ${app} --timeout=5m`);

/** Kubernetes goes back to the revision before. */
export const undoRollout = lines(
  `kubectl rollout history ${app}`,
  `kubectl rollout undo ${app}`,
  `kubectl rollout status ${app} --timeout=5m`,
  healthCheck,
);

/** Docker Compose goes back by the tag, which the compose file reads from IMAGE_TAG; starting again alone would start the same image. */
export const previousTag = lines(
  'export IMAGE_TAG="$PREVIOUS_TAG"',
  'docker compose up -d --no-build --no-deps app',
  'docker compose images app',
  healthCheck,
);

/** Nobody writes once the last pod of the application is gone. */
export const stopApp = lines(
  'kubectl scale deployment mobile-matrix-app --replicas=0 -n mobile-matrix',
  'kubectl get pods -n mobile-matrix',
);

/** `REPLICAS` is the number before the stop. */
export const startApp = lines(
  'kubectl scale deployment mobile-matrix-app --replicas="$REPLICAS" -n mobile-matrix',
  `kubectl rollout status ${app} --timeout=5m`,
  healthCheck,
);
