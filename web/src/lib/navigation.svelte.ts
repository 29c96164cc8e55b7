/** Where the app is, over the history API. Links are plain <a href>. */
export class Navigation {
  path = $state(location.pathname);
  #search = $state(location.search);

  parameter(name: string): string | null {
    return new URLSearchParams(this.#search).get(name);
  }

  go(to: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    this.#read();
    scrollTo(0, 0);
  }

  /** Follows the browser's back and forward and every plain click on a link of this origin. */
  listen(): () => void {
    const onPop = () => this.#read();
    const onClick = (event: MouseEvent) => {
      const href = followedLink(event);
      if (href === null) return;
      event.preventDefault();
      this.go(href);
    };
    addEventListener('popstate', onPop);
    document.addEventListener('click', onClick);
    return () => {
      removeEventListener('popstate', onPop);
      document.removeEventListener('click', onClick);
    };
  }

  #read(): void {
    this.path = location.pathname;
    this.#search = location.search;
  }
}

function followedLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) {
    return null;
  }
  if (link.hash && link.pathname === location.pathname) return null;
  return link.pathname + link.search;
}

export const navigation = new Navigation();

/** A path of this app to return to after signing in; anything else would be an open redirect. */
export const safeNext = (next: string | null): string =>
  next !== null && /^\/(?![/\\])/.test(next) ? next : '/library';
