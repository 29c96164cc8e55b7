import { t, type TextKey } from '@/i18n/t';
import { ApiError } from '@/lib/api-error';
import { describeError } from '@/lib/describe-error';

export interface AccountValues {
  code: string;
  firstName: string;
  lastName: string;
  email: string;
  password: string;
  acceptTerms: boolean;
}

export type FieldName = keyof AccountValues;
type Faults = Partial<Record<FieldName, string>>;
/** What a field must satisfy, and the text that says so. */
type Rule = [isFine: (value: string) => boolean, text: TextKey];

const rules: Partial<Record<FieldName, Rule>> = {
  email: [(value) => /^[^\s@]+@[^\s@]+$/.test(value), 'field.badEmail'],
};
/** Only where a password is chosen; signing in takes whatever was typed. */
const newPassword: Rule = [
  (value) => value.length >= 8 && /\p{L}/u.test(value) && /\d/.test(value),
  'field.badPassword',
];

/** A form of the accounts views: values, faults by field, one submission at a time. */
export class AccountForm {
  values = $state<AccountValues>({
    code: '',
    firstName: '',
    lastName: '',
    email: '',
    password: '',
    acceptTerms: false,
  });
  faults = $state<Faults>({});
  /** Concerns the form as a whole. */
  fault = $state('');
  busy = $state(false);
  readonly #fields: readonly FieldName[];
  readonly #isNewPassword: boolean;
  readonly #explain: (error: ApiError) => string | null;

  constructor(
    fields: readonly FieldName[],
    options: { newPassword: boolean; explain: (error: ApiError) => string | null },
  ) {
    this.#fields = fields;
    this.#isNewPassword = options.newPassword;
    this.#explain = options.explain;
  }

  check(): boolean {
    this.faults = {};
    for (const field of this.#fields) {
      const text = this.#faultOf(field);
      if (text) this.faults[field] = t(text);
    }
    return Object.keys(this.faults).length === 0;
  }

  /** True when `send` went through. */
  async submit(send: (values: AccountValues) => Promise<unknown>): Promise<boolean> {
    this.fault = '';
    if (this.busy || !this.check()) return false;
    this.busy = true;
    try {
      await send(this.values);
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #faultOf(field: FieldName): TextKey | null {
    const value = this.values[field];
    if (typeof value === 'boolean') return value ? null : 'field.termsNeeded';
    const trimmed = field === 'password' ? value : value.trim();
    if (trimmed === '') return 'field.required';
    const rule = field === 'password' && this.#isNewPassword ? newPassword : rules[field];
    return rule && !rule[0](trimmed) ? rule[1] : null;
  }

  #refused(error: unknown) {
    const own = error instanceof ApiError ? this.#explain(error) : null;
    if (own === null && error instanceof ApiError) {
      for (const field of this.#fields) {
        const message = error.fields[field];
        if (message !== undefined) this.faults[field] = message;
      }
    }
    if (Object.keys(this.faults).length === 0) this.fault = own ?? describeError(error);
  }
}
