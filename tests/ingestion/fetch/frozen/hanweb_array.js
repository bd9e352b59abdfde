totalRecord=5;totalPage=2;
dataStore=["<tr><td><a href='/art/2024/6/2/art_1_4.html' title='云泊四号'>云泊…</a></td><td>2024-06-02</td></tr>",
"<tr><td><a href=\"/art/2024/6/1/art_1_3.html\" title=\"云泊三号 [试行]\">云泊…</a></td><td>2024-06-01</td></tr>"];
