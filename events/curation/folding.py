"""Names folded far more coarsely than spellings are: likeness only ranks what is offered."""

from __future__ import annotations

import re

from events.search.tokens import fold

# Traditional characters of names, each before its simplified form.
_PAIRS = (
    "國国 學学 會会 東东 車车 門门 問问 聞闻 關关 見见 觀观 親亲 現现 視视 "
    "覺觉 貝贝 財财 貨货 質质 貴贵 買买 賣卖 資资 費费 賓宾 賽赛 責责 敗败 "
    "貧贫 黨党 總总 統统 經经 濟济 聯联 軍军 隊队 戰战 爭争 艦舰 島岛 灣湾 "
    "臺台 廣广 華华 漢汉 語语 話话 論论 議议 員员 長长 張张 陳陈 劉刘 趙赵 "
    "黃黄 吳吴 孫孙 馬马 鄧邓 習习 蔣蒋 鄭郑 謝谢 許许 葉叶 蘇苏 羅罗 韓韩 "
    "馮冯 楊杨 呂吕 盧卢 賴赖 蕭萧 譚谭 鄒邹 龍龙 鳳凤 龜龟 齊齐 麗丽 麥麦 "
    "鐵铁 錢钱 銀银 鋼钢 鎮镇 縣县 鄉乡 區区 貢贡 達达 運运 過过 還还 進进 "
    "遠远 選选 舉举 權权 歐欧 亞亚 蘭兰 爾尔 維维 紐纽 約约 納纳 紅红 綠绿 "
    "藍蓝 線线 網网 組组 織织 綜综 續续 電电 動动 腦脑 機机 構构 業业 產产 "
    "務务 勞劳 勢势 衛卫 術术 醫医 藥药 療疗 體体 處处 號号 衝冲 災灾 熱热 "
    "燈灯 煙烟 爐炉 獨独 獲获 獎奖 環环 瑪玛 畫画 當当 發发 監监 盤盘 礦矿 "
    "碼码 禮礼 種种 稱称 競竞 筆笔 節节 範范 築筑 簡简 簽签 糧粮 級级 紀纪 "
    "紹绍 終终 結结 給给 緊紧 縱纵 罰罚 義义 職职 聽听 肅肃 興兴 舊旧 艱艰 "
    "莊庄 萬万 蓋盖 薩萨 薦荐 藝艺 蘋苹 蟲虫 補补 裝装 裏里 製制 複复 計计 "
    "訂订 訊讯 討讨 訓训 記记 設设 評评 詞词 試试 詩诗 誠诚 認认 誤误 課课 "
    "調调 談谈 請请 諾诺 謀谋 講讲 證证 識识 譯译 護护 讀读 變变 讓让 豐丰 "
    "貓猫 賀贺 賢贤 賭赌 購购 贈赠 趨趋 跡迹 踐践 軌轨 軟软 較较 載载 輔辅 "
    "輕轻 輪轮 輸输 轉转 辦办 農农 連连 週周 遊游 違违 遞递 適适 遲迟 遷迁 "
    "邊边 郵邮 鄰邻 醜丑 釋释 針针 釣钓 鈔钞 銷销 鋒锋 錄录 錯错 鍵键 鎖锁 "
    "鏡镜 鐘钟 閃闪 閉闭 閱阅 闊阔 隨随 險险 隱隐 雙双 雜杂 離离 難难 雲云 "
    "靈灵 靜静 韋韦 響响 頁页 頂顶 項项 順顺 須须 頓顿 預预 領领 頭头 題题 "
    "額额 願愿 類类 顧顾 顯显 風风 飛飞 飯饭 飲饮 館馆 駐驻 駕驾 驗验 騎骑 "
    "驚惊 髮发 鬥斗 魯鲁 魚鱼 鮮鲜 鳥鸟 鴻鸿 鷹鹰 鹽盐 點点 齡龄 澤泽 濱滨 "
    "瀋沈 滬沪 渾浑 測测 溝沟 滅灭 漁渔 潛潜 潔洁 潤润 烏乌 無无 爺爷 牆墙 "
    "牽牵 犧牺 狀状 猶犹 獄狱 獅狮 瓊琼 畢毕 異异 癥症 盜盗 碩硕 確确 磚砖 "
    "祕秘 禍祸 禪禅 積积 穩稳 窮穷 個个 倫伦 側侧 偉伟 傑杰 備备 傳传 傷伤 "
    "債债 億亿 儀仪 優优 儲储 兒儿 兩两 內内 冊册 凍冻 凱凯 則则 剛刚 創创 "
    "劃划 劇剧 劍剑 劑剂 勝胜 勵励 勸劝 協协 單单 參参 啟启 喬乔 嗎吗 嘆叹 "
    "噴喷 嚇吓 嚴严 囑嘱 園园 圓圆 圖图 團团 執执 堅坚 報报 場场 塊块 墜坠 "
    "墮堕 壓压 壘垒 壞坏 壯壮 壽寿 夢梦 夾夹 奧奥 奪夺 奮奋 婦妇 媽妈 寧宁 "
    "審审 寫写 寬宽 寶宝 將将 專专 尋寻 導导 屆届 屍尸 層层 屬属 岡冈 峽峡 "
    "崗岗 嶺岭 帥帅 師师 帳帐 帶带 幣币 幫帮 幹干 庫库 廠厂 廢废 廳厅 彈弹 "
    "強强 彙汇 徑径 從从 復复 徵征 憂忧 懷怀 態态 慘惨 慣惯 憲宪 懲惩 懸悬 "
    "戲戏 戶户 拋抛 掃扫 掛挂 採采 揚扬 換换 揮挥 損损 搖摇 搶抢 撐撑 撥拨 "
    "擁拥 擇择 擊击 擋挡 擔担 據据 擬拟 擴扩 擾扰 攔拦 攝摄 敘叙 敵敌 數数 "
    "斃毙 斬斩 斷断 時时 晉晋 暫暂 曆历 書书 條条 棄弃 楓枫 榮荣 樂乐 樓楼 "
    "標标 樞枢 樣样 樹树 橋桥 檔档 檢检 檳槟 欄栏 歡欢 歲岁 歷历 歸归 殘残 "
    "殺杀 毀毁 氣气 決决 沒没 況况 淚泪 淨净 淺浅 減减 準准 滿满 於于 與与 "
    "為为 這这 後后 麼么 們们 來来 說说 間间 開开 "
)
_SIMPLE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+|\b[IVX]+\b|第[零一二三四五六七八九十百]+")
# What a name may have or not and be the same.
_ARTICLES = {"the", "of", "and", "al", "el"}


def folded(name: str) -> str:
    """Return a name without case, accents and widths, its Chinese simplified."""
    return fold(name).translate(_SIMPLE)


def coarse(name: str) -> str:
    """Return the letters and digits of a name, folded."""
    return "".join(_WORD.findall(folded(name)))


def words_of(name: str) -> list[str]:
    """Return the folded words of a name, articles aside."""
    words = _WORD.findall(folded(name.replace("’", "").replace("'", "")))
    return [word for word in words if word not in _ARTICLES] or words


def initials_of(name: str) -> str:
    """Return the first letters of a name's words, '' of a single one."""
    words = words_of(name)
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def numbers_in(name: str) -> tuple[str, ...]:
    """Return the numbers in a name: Apollo 11 is not Apollo 12, nor World War I the second."""
    return tuple(_NUMBER.findall(name))
