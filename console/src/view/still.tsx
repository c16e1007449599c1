/**
 * A view that is drawn only when what it is drawn from has changed: the page is drawn with every
 * frame from the platform, and five hundred marks on a map must not be.
 */
import { Component, type ComponentChildren, type FunctionComponent } from "preact";

export function still<Props extends object>(View: FunctionComponent<Props>) {
  return class Still extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const names = Object.keys(next) as (keyof Props)[];
      return names.some((name) => next[name] !== (this.props as Props)[name]);
    }

    override render(): ComponentChildren {
      return <View {...(this.props as Props)} />;
    }
  };
}
