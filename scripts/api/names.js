// A plugin of TypeDoc: modules are called what they are imported by, `@alongside/client/series`.
import { Converter, ReflectionKind } from "typedoc";

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = module.name.replace(/^packages\/([a-z]+)\/src(?=\/|$)/, "@alongside/$1");
  });
}
