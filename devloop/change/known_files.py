"""The built-in lists: what the name of a file says about who wrote it, and what for.

`name/` is a folder at any depth, `/name/` one at the top, `a/b/` a folder in a folder; anything
else is the end of a path, with the folders it names. A star stands for any part of one name.
The first rule that fits decides.
"""

from __future__ import annotations

LOCK = """
poetry.lock Pipfile.lock uv.lock pdm.lock pixi.lock conda-lock.yml pylock*.toml package-lock.json
npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock Cargo.lock go.sum
Gemfile.lock composer.lock mix.lock flake.lock gradle.lockfile packages.lock.json pubspec.lock
Podfile.lock Package.resolved *.lock.txt *.lock.json .terraform.lock.hcl Chart.lock
"""
VENDORED = """
/vendor/ vendored/ _vendor/ third_party/ third-party/ thirdparty/ node_modules/ bower_components/
"""
GENERATED = """
*_pb2.py *_pb2.pyi *_pb2_grpc.py *.pb.go *.pb.cc *.pb.h *.min.js *.min.css *.js.map *.css.map
*.g.dart *.freezed.dart *.designer.cs *.Designer.cs *.g.cs *.generated.* *_generated.go
zz_generated* *.pot *.svg
"""
FIXTURE = """
__snapshots__/ *.snap *.ambr testdata/ test_data/ test-data/ __fixtures__/ cassettes/*.yaml
cassettes/*.yml cassettes/*.json cassettes/*/*.yaml cassettes/*/*.yml cassettes/*/*.json
"""
TEST = """
tests/ /test/ __tests__/ /testing/ /spec/ src/test/java/ src/test/kotlin/ src/test/scala/
src/test/groovy/ src/test/resources/ src/androidTest/ src/integrationTest/ packages/*/test/
apps/*/test/ services/*/test/ libs/*/test/ modules/*/test/ plugins/*/test/ crates/*/test/
conftest.py test_*.py *_test.py *_tests.py *_test.go *_test.rs *.test.js *.test.jsx *.test.ts
*.test.tsx *.spec.js *.spec.jsx *.spec.ts *.spec.tsx *_spec.rb *_test.rb *Test.java *Tests.java
*Test.kt *Tests.cs *Test.php *_test.cc *_test.cpp
"""
DOC = """
/docs/ /doc/ *.md *.rst *.adoc *.mdx
"""
DOCUMENTS = """
LICENSE LICENCE COPYING NOTICE CHANGELOG CHANGES HISTORY README AUTHORS CONTRIBUTORS CONTRIBUTING
SECURITY NEWS
"""
"""First words of names: a file called so is a document where its suffix says nothing else."""
DOCUMENT_SUFFIXES = """
.md .markdown .rst .txt .adoc .asciidoc .org .html .htm .rtf .rdoc .textile .wiki
"""
PRODUCTION = """
src/main/
"""
"""Folders below which nothing is a test, whatever its folder is called."""

KNOWN_FILES: tuple[tuple[str, str], ...] = (
    ("lock", LOCK),
    ("vendored", VENDORED),
    ("generated", GENERATED),
    ("fixture", FIXTURE),
    ("test", TEST),
    ("doc", DOC),
)
"""Rules by the name of their class, strongest first."""
