import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { MessageTemplate as MessageTemplateResource } from '../../.gen/providers/grafana/message-template';
import type { ProductEnvironment } from '../../model/product-environment';

export interface AlertMessageProps {
  readonly environment: ProductEnvironment;
}

/**
 * The words of a chat message or an e-mail about alerts. Pager notifications do not use it: an error in a template would
 * drop the page.
 */
export class AlertMessage extends Construct {
  /** Invokes the one-line title. */
  readonly title: string;
  /** Invokes the text: for each alert what it means, where its figure is, and what to do. */
  readonly text: string;
  /** For resources that name the template, which makes no order by itself. */
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: AlertMessageProps) {
    super(scope, id);
    const { environment } = props;
    // Definitions share one name space in an organisation, so they carry the name of the product environment.
    const title = `${environment.id}.title`;
    const text = `${environment.id}.text`;
    this.resource = new MessageTemplateResource(this, 'template', {
      name: environment.id,
      template: `${define(title, titleLines)}\n${define(text, textLines)}\n`,
    });
    this.title = invoke(title);
    this.text = invoke(text);
  }
}

const titleLines =
  '[{{ .Status | toUpper }}, {{ .CommonLabels.severity }}] {{ .CommonLabels.alertname }}: {{ .CommonLabels.product }} {{ .CommonLabels.environment }}';

const textLines = [
  '{{ range .Alerts }}{{ .Annotations.summary }}',
  '{{ .Annotations.description }}',
  '{{ if .Annotations.action }}{{ .Annotations.action }}',
  '{{ end }}{{ if .Annotations.runbook_url }}Runbook: {{ .Annotations.runbook_url }}',
  '{{ end }}{{ if .PanelURL }}Panel: {{ .PanelURL }}',
  '{{ end }}{{ end }}',
].join('\n');

const define = (name: string, lines: string): string => `{{ define "${name}" }}${lines}{{ end }}`;

const invoke = (name: string): string => `{{ template "${name}" . }}`;
