import type { Finding } from '../finding';
import { didYouMean } from './did-you-mean';
import { error, warning } from './facts';

/** What a user of the command line and of settings.json is told. */
export const settingsMessages = {
  badCommandLine: (given: string, understood: string, example: string) =>
    error('bad-command-line', 'command line', 'words that nobody understands', given, understood, `leave them out, e.g. ${example}`),

  badFindingsFile: (given: string, known: readonly string[]) =>
    error(
      'bad-findings-file',
      'command line',
      'a form in which findings cannot be written',
      given,
      `a file that ends in ${known.join(' or ')}`,
      'use .sarif for code hosts, .json for programs of your own',
    ),

  findingsNotWritten: (file: string, why: string) =>
    error(
      'findings-not-written',
      'command line',
      'the findings cannot be written',
      why,
      'a file in a folder that can be written',
      `choose another place than ${file}`,
    ),

  badSetting: (path: string, given: string, allowed: string) =>
    error('bad-setting', `settings.json / ${path}`, 'a setting that cannot be used', given, allowed, 'correct the value in settings.json'),

  settingsNotJson: (file: string, why: string) =>
    error(
      'settings-not-json',
      file,
      'the settings cannot be read',
      why,
      'JSON, see docs/guide/settings.md',
      'correct the syntax at the place named',
    ),

  unknownSetting: (path: string, given: string, known: readonly string[]) =>
    error(
      'unknown-setting',
      `settings.json / ${path}`,
      'a setting that nobody reads',
      `"${given}"`,
      known.join(', '),
      `${didYouMean(given, known)}remove or rename it`,
    ),

  placeholder: (where: string, variable: string, meaning: string, path: string): Finding => ({
    ...warning(
      'placeholder',
      where,
      `${meaning} is not set yet`,
      `var.${variable} stands for it; the plan fails until it has a value`,
      meaning,
      `set ${path} in settings.json or TF_VAR_${variable}`,
    ),
    setting: path,
  }),

  notEnrolled: (where: string, silences: readonly { readonly watched: string; readonly setting: string }[]) =>
    warning(
      'not-enrolled',
      where,
      `nobody is told when ${silences.map(({ watched }) => watched).join(' or ')} falls silent`,
      `${silences.map(({ setting }) => setting).join(' and ')} not set`,
      'true once its first sign of life has been seen',
      'set to true in settings.json after the first deployment (docs/guide/deploy.md), or to false to say that you know',
    ),

  unknownResource: (given: string, paths: readonly string[]) =>
    error(
      'unknown-resource',
      'settings.json / adopt',
      'no resource stands at this path',
      `"${given}"`,
      'metadata.path of a resource in cdktf.out/stacks/<stack>/cdk.tf.json',
      `${didYouMean(given, paths)}correct the path (docs/guide/adopt-what-exists.md)`,
    ),

  adoptedTwice: (given: string, existing: string) =>
    error(
      'adopted-twice',
      'settings.json / adopt',
      'one thing cannot be two resources',
      `"${existing}" at ${given}`,
      'each id once for a type of resource in a stack',
      'leave the wrong path out',
    ),
};
