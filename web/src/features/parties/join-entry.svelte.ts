import { t } from '@/i18n/t';
import { ApiError } from '@/lib/api-error';
import { describeError } from '@/lib/describe-error';

/** What has to be filled in before there is a seat. */
export interface Questions {
  nickname: boolean;
  password: boolean;
}

/** The fields of an invitation: what is missing, and what the server says of them. */
export class JoinEntry {
  nickname = $state('');
  password = $state('');
  faults = $state<{ nickname?: string; password?: string }>({});
  /** Concerns the form as a whole. */
  fault = $state('');
  busy = $state(false);

  /** True when `enter` went through; it is not called while something is missing. */
  async submit(
    asks: Questions,
    enter: (nickname: string, password: string) => Promise<unknown>,
  ): Promise<boolean> {
    if (this.busy) return false;
    this.fault = '';
    this.faults = {};
    if (asks.nickname && this.nickname.trim() === '') this.faults.nickname = t('field.required');
    if (asks.password && this.password.trim() === '') this.faults.password = t('field.required');
    if (Object.keys(this.faults).length > 0) return false;
    this.busy = true;
    try {
      await enter(this.nickname.trim(), this.password);
      return true;
    } catch (error) {
      this.#refused(asks, error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #refused(asks: Questions, error: unknown) {
    const fields = error instanceof ApiError ? error.fields : {};
    if (asks.password && fields['password'] !== undefined) {
      this.faults.password = t('join.passwordWrong');
      this.password = '';
    } else if (asks.nickname && fields['displayName'] !== undefined) {
      this.faults.nickname = fields['displayName'];
    } else {
      this.fault = describeError(error);
    }
  }
}
