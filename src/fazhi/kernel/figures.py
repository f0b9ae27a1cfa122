"""What is counted of organisations: how many stand at a date."""

from fazhi.figures.figure import Figure, Standing


def _of_kind(name: str, kind: str, label: str, said: tuple[str, ...]) -> Figure:
    return Figure(
        id=f"kernel.{name}",
        label=label,
        unit="个",
        ledger="organizations",
        meaning=Standing("listed_on", "delisted_on"),
        where=lambda t: t.kind == kind,
        said=said,
    )


FIGURES = (
    _of_kind("streets", "街道", "辖区街道", ("辖区 街道", "下辖 街道")),
    _of_kind("communities", "社区", "辖区社区", ("辖区 社区", "下辖 社区", "覆盖 社区")),
    _of_kind("departments", "工作部门", "区委区政府工作部门", ("工作部门",)),
    _of_kind("stationed_units", "驻区单位", "驻区单位", ("驻区单位",)),
)
