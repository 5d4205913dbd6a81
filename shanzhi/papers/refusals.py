"""Why a paper cannot be taken in: every refusal code of this floor with its sentence."""

from typing import Final

from shanzhi.core.kinds import Refused

CODES: Final[dict[str, str]] = {
    "empty_file": "文件是空的，一个字也没有。请检查是否选错了文件，重新选择后再交。",
    "no_text": "文件里没有可读的文字，可能只贴了图片。请提供有文字的 Word 文件，或先做文字识别（OCR）再交。",
    "scan_only_pdf": (
        "这个 PDF 是扫描件，{pages} 页里都没有可读的文字。"
        "请向来文单位索要 Word 文件；要不到的，先做文字识别（OCR），核对后再交。"
    ),
    "garbled_pdf": "这个 PDF 的文字取出来是乱码（字体没有带编码表）。请提供 Word 文件，或用 WPS 重新导出 PDF 后再交。",
    "encrypted_pdf": "这个 PDF 设了打开密码。请用密码打开后另存为不加密的文件，再交。",
    "encrypted_docx": "这个 Word 文件加了密码。请用密码打开，去掉密码后另存，再交。",
    "old_doc": "这是旧版 Word 文件（.doc），改后缀名没有用。请用 WPS 或 Word 打开，另存为 .docx 后再交。",
    "too_large": "文件有 {size} MB，超过 {limit} MB 的上限。请去掉图片，或只交正文。",
    "unpack_bomb": (
        "文件解压后大得不正常（超过 {limit} MB 或压缩比过高），为安全起见没有打开。请向来文单位核实这个文件。"
    ),
    "too_many_pages": "文件有 {pages} 页，超过 {limit} 页的上限。请只交方案正文。",
    "too_much_text": "文件的文字超过 {limit} 万字。请只交方案正文。",
    "too_deep": "文件的结构层层嵌套，超出了正常文件的范围，没有打开。请用 WPS 或 Word 打开，另存为 .docx 后再交。",
    "broken_docx": "这个 Word 文件已损坏，打不开。请用 WPS 或 Word 打开修复后另存为 .docx，或请对方重发。",
    "broken_pdf": "这个 PDF 已损坏，打不开。请重新导出，或请对方重发。",
    "broken_html": "这个网页文件读不出来。请在浏览器里打开，复制正文粘贴进来。",
    "not_a_document": "这不是能读的文件：内容是{what}。请交 .docx、PDF、网页或纯文本文件。",
    "kind_not_taken": (
        "“{name}”的内容是{what}，不能作为附件。请附 Word、Excel、PPT、WPS、PDF、OFD、纯文本文件，或 JPEG、PNG 图片。"
    ),
    "mixed_file": "“{name}”前后夹带了别的内容，不是一个单纯的文件，没有保存。请用原来的软件重新导出后再附。",
    "odd_parts": "“{name}”内部的文件路径不正常，没有保存。请用 WPS 或 Word 打开，另存后再附，并向来文单位核实。",
    "macro_file": "“{name}”带有宏或会自动运行的程序，没有保存。请另存为不带宏的 .docx、.xlsx，或打印为 PDF 后再附。",
    "locked_file": "“{name}”加了密码，打开不了，没有保存。请去掉密码另存后再附。",
    "broken_file": "“{name}”已损坏，打不开，没有保存。请重新导出或重新拍摄后再附。",
    "photo_too_large": ("“{name}”超过 {limit} 万像素，没有保存。请用手机的普通像素拍摄，或缩小后再附。"),
    "empty_attachment": "“{name}”是空的，没有保存。请检查是否选错了文件。",
    "not_a_list": "这不是能读的 Excel 表格（.xlsx），或者已损坏。请用 WPS 或 Excel 打开，另存为 .xlsx 后再交。",
    "no_header": "前 10 行里没有找到表头。表头至少要有这几列：{titles}。请先导出一份名单，照它的样子填写。",
    "too_many_rows": "名单超过 {limit} 行的上限，或者格式铺得太满。请分成几个文件，分次导入。",
    "bad_encoding": "文字编码认不出来，不是 UTF-8，也不是 GB18030。请用记事本或 WPS 打开，另存为 UTF-8 编码后再交。",
}
"""Code -> what is wrong and what to do; {names} are filled by the refusal's arguments."""


def refused(code: str, **args: object) -> Refused:
    """Gives the refusal of this code, ready to raise."""
    return Refused(code, CODES[code], **args)
