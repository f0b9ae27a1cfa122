"""pip's configuration, as pip and uv are given it."""

import os
from pathlib import Path

from index_settings import pip_environment, pip_settings, uv_arguments, uv_environment

LISTING = """\
:env:.timeout='60'
global.index-url='https://user:secret@mirror.example/simple'
global.timeout='15'
global.user='true'
global.constraint='/etc/constraints.txt'
install.extra-index-url='\\nhttps://a.example/simple\\nhttps://b.example/simple'
install.find-links='/mnt/wheels /srv/wheels'
global.cert='/etc/ssl/company.pem'
global.trusted-host='mirror.example'
global.proxy='proxy.example:3128'
"""
SETTINGS = {
    "index-url": "https://user:secret@mirror.example/simple",
    "extra-index-url": "https://a.example/simple https://b.example/simple",
    "find-links": "/mnt/wheels /srv/wheels",
    "cert": "/etc/ssl/company.pem",
    "trusted-host": "mirror.example",
    "proxy": "proxy.example:3128",
    "timeout": "60",
}


def test_only_what_leads_to_the_index_is_read_and_the_environment_wins() -> None:
    assert pip_settings(LISTING) == SETTINGS


def test_the_install_section_beats_the_global_one() -> None:
    listing = "install.index-url='https://b.example'\nglobal.index-url='https://a.example'\n"
    assert pip_settings(listing) == {"index-url": "https://b.example"}


def test_nothing_configured_leaves_both_to_their_defaults(tmp_path: Path) -> None:
    assert pip_settings("") == {}
    handed = uv_environment({}, {"HOME": str(tmp_path)})
    assert not {"UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE", "ALL_PROXY"} & set(handed)
    assert uv_arguments({}) == []


def test_uv_gets_the_same_index_under_its_own_names(tmp_path: Path) -> None:
    handed = uv_environment(SETTINGS, {"HOME": str(tmp_path)})
    expected = {
        "UV_DEFAULT_INDEX": "https://user:secret@mirror.example/simple",
        "UV_INDEX": "https://a.example/simple https://b.example/simple",
        "UV_FIND_LINKS": "/mnt/wheels,/srv/wheels",
        "UV_INSECURE_HOST": "mirror.example",
        "UV_HTTP_TIMEOUT": "60",
        "SSL_CERT_FILE": "/etc/ssl/company.pem",
        "ALL_PROXY": "http://proxy.example:3128",
    }
    assert {name: handed.get(name) for name in expected} == expected


def test_uv_knows_no_index_only_as_an_argument() -> None:
    assert uv_arguments({"no-index": "true"}) == ["--no-index"]
    assert uv_arguments({"no-index": "0"}) == []


def test_a_folder_of_certificates_is_handed_on_as_a_folder(tmp_path: Path) -> None:
    handed = uv_environment({"cert": str(tmp_path)}, {"HOME": str(tmp_path)})
    assert handed["SSL_CERT_DIR"] == str(tmp_path)
    assert "SSL_CERT_FILE" not in handed


def test_what_a_shell_carries_does_not_bend_the_installation(tmp_path: Path) -> None:
    shell = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin",
        "PYTHONPATH": "/elsewhere",
        "PYTHONHOME": "/elsewhere",
        "VIRTUAL_ENV": "/other/venv",
        "CONDA_PREFIX": "/opt/conda",
        "PIP_TARGET": "/elsewhere",
        "PIP_USER": "1",
        "UV_SYSTEM_PYTHON": "1",
        "UV_NO_VERIFY_HASHES": "1",
        "UV_DEFAULT_INDEX": "https://own.example/simple",
        "HTTPS_PROXY": "http://proxy.example",
    }
    handed = uv_environment({}, shell)
    assert not {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX"} & set(handed)
    assert not {"UV_SYSTEM_PYTHON", "UV_NO_VERIFY_HASHES"} & set(handed)
    assert handed["UV_DEFAULT_INDEX"] == "https://own.example/simple"
    assert handed["HTTPS_PROXY"] == "http://proxy.example"
    for_pip = pip_environment({"index-url": "https://mirror.example/simple"}, shell)
    assert not {"PIP_TARGET", "PIP_USER", "PYTHONPATH"} & set(for_pip)
    assert for_pip["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert for_pip["PIP_CONFIG_FILE"] == os.devnull


def test_uv_goes_without_a_cache_where_none_can_be_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file, not a folder")
    assert uv_environment({}, {"HOME": str(in_the_way)})["UV_NO_CACHE"] == "1"
    assert uv_environment({}, {})["UV_NO_CACHE"] == "1"
    assert "UV_NO_CACHE" not in uv_environment({}, {"HOME": str(tmp_path)})
