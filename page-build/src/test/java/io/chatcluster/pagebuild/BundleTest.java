package io.chatcluster.pagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// That the result runs as the modules did, the tests of the page in Chromium show.
final class BundleTest {

  private static String bundle(Map<String, String> sources) {
    return Bundle.of(
        "js/main.js",
        path -> {
          String text = sources.get(path);
          if (text == null) {
            throw new PageException(path + " is not there");
          }
          return text;
        });
  }

  @Test
  void every_module_stands_once_and_after_all_that_it_imports() {
    String program =
        bundle(
            Map.of(
                "js/main.js",
                    "import { b } from './view/b.js';\nimport { a } from './a.js';\nb(a);",
                "js/view/b.js", "import { a } from '../a.js';\nexport const b = (x) => x + a;\n",
                "js/a.js", "export const a = 1;\n"));

    assertThat(program)
        .isEqualTo(
            """
            // js/a.js
            const $js_a_js = (() => {
            const a = 1;
            return { a };
            })();
            // js/view/b.js
            const $js_view_b_js = (() => {
            const { a } = $js_a_js;
            const b = (x) => x + a;
            return { b };
            })();
            // js/main.js
            const { b } = $js_view_b_js;
            const { a } = $js_a_js;
            b(a);
            """);
  }

  @Test
  void all_forms_of_names_that_modules_use_are_understood() {
    String program =
        bundle(
            Map.of(
                "js/main.js",
                """
                import * as all from './a.js';
                import {
                  One as First,
                  two,
                } from './a.js';
                import './b.js';
                """,
                "js/a.js",
                """
                export class One {}
                export async function two() {}
                const hidden = 3;
                export { hidden as shown };
                """,
                "js/b.js",
                "document.title = 'import of goods';\n"));

    assertThat(program)
        .contains("const all = $js_a_js;\nconst { One: First, two } = $js_a_js;\n")
        .contains("return { One, two, shown: hidden };")
        .contains("document.title = 'import of goods';");
  }

  @Test
  void what_cannot_be_packed_stops_the_build_with_the_name_of_the_file() {
    refuses("import x from './a.js';", "js/main.js: 'import x' cannot be packed");
    refuses("export default 7;", "js/main.js: 'export default 7;' cannot be packed");
    refuses("export let x = 7;", "js/main.js: 'export let x = 7;' cannot be packed");
    refuses("export * from './a.js';", "js/main.js: 'export * from './a.js';' cannot be packed");
    refuses("const x = await import('./a.js');", "js/main.js: import() and import.meta");
    refuses("const x = import.meta.url;", "js/main.js: import() and import.meta");
    refuses("import { x } from 'lodash';", "js/main.js: 'lodash' is no relative path");
    refuses("import { y } from './a.js';", "js/main.js imports y, which js/a.js does not export");
    refuses("import { y } from './b.js';", "js/b.js is not there");
    refuses("import { y } from './main.js';", "in a circle: [js/main.js]");
  }

  @Test
  void a_type_in_a_comment_is_no_import() {
    String program = bundle(Map.of("js/main.js", "/** @type {import('./a.js').A} */\nlet x;"));

    assertThat(program).contains("let x;");
  }

  private static void refuses(String main, String reason) {
    assertThatThrownBy(() -> bundle(Map.of("js/main.js", main, "js/a.js", "export const x = 1;")))
        .isInstanceOf(PageException.class)
        .hasMessageContaining(reason);
  }
}
