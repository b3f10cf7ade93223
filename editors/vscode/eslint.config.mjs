// Lint rules for the extension, type-aware and strict, and for the scripts of its tests.
import js from "@eslint/js";
import typescript from "typescript-eslint";

const node = Object.fromEntries(
  ["process", "console", "fetch", "URL", "setTimeout", "clearTimeout", "document", "window", "getComputedStyle"].map((name) => [name, "readonly"]),
);

export default typescript.config(
  { ignores: ["dist/**", "node_modules/**"] },
  {
    files: ["src/**/*.ts"],
    extends: [js.configs.recommended, ...typescript.configs.strictTypeChecked, ...typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nothing that was read becomes a program.
      "no-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-restricted-imports": ["error", "child_process", "node:child_process", "vm", "node:vm", "http", "https", "net"],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  { files: ["**/*.mjs"], extends: [js.configs.recommended], languageOptions: { globals: node } },
);
