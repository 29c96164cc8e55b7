import en from './en.json';

export type TextKey = keyof typeof en;
type PluralStem<K> = K extends `${infer Stem}.other` ? Stem : never;
export type PluralKey = PluralStem<TextKey>;
export type Values = Record<string, string | number>;

const texts: Record<string, string> = en;
const plurals = new Intl.PluralRules('en');

const fill = (text: string, values: Values) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

export const t = (key: TextKey, values: Values = {}): string => fill(texts[key] ?? key, values);

/** Picks `key.one` or `key.other`; the text may use {count}. */
export function tn(key: PluralKey, count: number, values: Values = {}): string {
  const exact = texts[`${key}.${plurals.select(count)}`] ?? texts[`${key}.other`] ?? key;
  return fill(exact, { count, ...values });
}
