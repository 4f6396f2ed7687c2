import type { RunbookVariable } from '../../model/runbook';

/** A shell variable of commands that people wrote. */
export const variable = (name: string, meaning: string): RunbookVariable => ({ name, meaning });

export const evidenceFolder = variable(
  'EVIDENCE_FOLDER',
  'an empty folder away from the affected systems, which only the investigators read',
);

export const copyFolder = variable('COPY_FOLDER', 'folder on the host in which you put the copy down');

export const dataVolume = variable(
  'DATA_VOLUME',
  'id of the EBS volume of the data folder; `aws ec2 describe-volumes --filters Name=attachment.instance-id,Values=<instance>` lists those of a host',
);

export const newTag = variable('NEW_TAG', 'tag of the image that is to run, as the build printed it');
